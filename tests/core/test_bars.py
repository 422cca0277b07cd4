from core.bars import TOP, BarChart


def test_highest_bar_reaches_the_top_and_the_others_go_by_it():
    chart = BarChart.of([("May", 10), ("June", 5)], thick=20, high=96)
    assert [(bar.what, bar.y, bar.height) for bar in chart.bars] == [("May", TOP, 96), ("June", TOP + 48, 48)]
    assert {bar.y + bar.height for bar in chart.bars} == {chart.base}
    assert (chart.total, chart.wide) == (15, 56)


def test_little_can_be_seen_and_nothing_is_nothing():
    chart = BarChart.of([("May", 100_000), ("June", 1), ("July", 0)], thick=20, high=96)
    assert [bar.height for bar in chart.bars] == [96, 2, 0]


def test_year_without_anything_has_no_bars():
    assert [bar.height for bar in BarChart.of([("May", 0)], thick=20, high=96).bars] == [0]


def test_great_number_is_told_in_short():
    assert [bar.label for bar in BarChart.of([("May", 9_999), ("June", 12_345)], thick=20, high=96).bars] == [
        "9999",
        "12k",
    ]
