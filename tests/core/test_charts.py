from core.admin.charts import TOP, BarChart


def test_bars_are_scaled_to_the_highest_one():
    chart = BarChart.from_numbers([("May", 10), ("June", 5)], thick=20, high=96)
    assert [(bar.key, bar.y, bar.height) for bar in chart.bars] == [("May", TOP, 96), ("June", TOP + 48, 48)]
    assert {bar.y + bar.height for bar in chart.bars} == {chart.baseline}
    assert (chart.total, chart.width) == (15, 56)


def test_small_number_is_visible_and_zero_has_no_height():
    chart = BarChart.from_numbers([("May", 100_000), ("June", 1), ("July", 0)], thick=20, high=96)
    assert [bar.height for bar in chart.bars] == [96, 2, 0]


def test_chart_without_numbers_has_no_bars():
    assert [bar.height for bar in BarChart.from_numbers([("May", 0)], thick=20, high=96).bars] == [0]


def test_large_number_is_abbreviated():
    assert [bar.label for bar in BarChart.from_numbers([("May", 9_999), ("June", 12_345)], thick=20, high=96).bars] == [
        "9999",
        "12k",
    ]
