"""The templates of form fields: templates/django/forms/."""

from django import forms


class Question(forms.Form):
    name = forms.CharField(help_text="As readers <em>see</em> it.")
    website = forms.URLField(required=False)
    days = forms.ChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.RadioSelect)
    consent = forms.BooleanField()
    parent = forms.CharField(widget=forms.HiddenInput, required=False)


def test_required_field_is_marked():
    assert "field__required" in Question()["name"].as_field_group()


def test_optional_field_is_not_marked():
    assert "field__required" not in Question()["website"].as_field_group()


def test_error_and_help_are_referenced_by_their_field():
    html = Question({})["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_choices_have_a_legend():
    html = Question()["days"].as_field_group()
    assert "<fieldset" in html
    assert "<legend" in html


def test_checkbox_is_before_its_label():
    html = Question()["consent"].as_field_group()
    assert html.index("<input") < html.index("<label")


def test_hidden_field_has_no_label():
    html = Question()["parent"].as_field_group()
    assert 'type="hidden"' in html
    assert "<label" not in html
