"""What an individual types: a wrong length is refused, an unusual pattern only remarked upon."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Refusal
from deploy.simulators.registry.people import Person
from services.identity import answers
from services.identity.answers import (
    AnswerMissing,
    EmailsDiffer,
    NotABirthDate,
    NotACardNumber,
    NotAChoice,
    NotAnEmail,
    NotAnInsuranceNumber,
    NotAPassportNumber,
    NumberHasLetters,
    NumberWrongLength,
    PasswordsDiffer,
    PhoneNotInPlan,
    RelativeIsOneself,
    check,
)
from services.identity.credentials import PasswordTooShort, PasswordWellKnown
from services.identity.individual_schemas import (
    IndividualAnswersRequest,
    JordanianRegistration,
    OtherRegistration,
)
from services.identity.rules import individuals
from tests.services.identity.people import foreigner, jordanian, registration_of

TODAY = date(2026, 3, 20)


class TestWholeRegistration:
    @pytest.mark.parametrize("person", [jordanian(), foreigner()])
    def test_of_somebody_on_the_register_is_taken_without_a_remark(self, person: Person) -> None:
        checked = check(registration_of(person), today=TODAY)
        assert checked.remarks == ()
        assert checked.values["phone"] == "+962791234567"
        assert "dial_code" not in checked.values

    def test_what_was_not_asked_yet_is_not_judged(self) -> None:
        assert check({"nationality": "other", "number": None}, today=TODAY).values == {
            "nationality": "other"
        }

    def test_knows_every_field_of_its_bodies(self) -> None:
        fields = {
            name
            for body in (JordanianRegistration, OtherRegistration, IndividualAnswersRequest)
            for name in body.model_fields
        }
        assert fields - {"language"} == set(answers.NAMES)

    def test_every_remark_has_its_sentence_in_both_languages(self) -> None:
        assert all(ar and en for ar, en in answers.REMARKS.values())


WRONG: list[tuple[dict[str, str], type[Refusal]]] = [
    ({"number": "995203133"}, NumberWrongLength),
    ({"number": "99520313377"}, NumberWrongLength),
    ({"number": "99520A1337"}, NumberHasLetters),
    ({"number": ""}, AnswerMissing),
    ({"relative_number": "12345"}, NumberWrongLength),
    ({"relative_number": "{number}"}, RelativeIsOneself),
    ({"id_card_number": "123"}, NotACardNumber),
    ({"kinship": "neighbour"}, NotAChoice),
    ({"passport_number": "ا1234567"}, NotAPassportNumber),
    ({"birth_date": "2026-03-21"}, NotABirthDate),
    ({"birth_date": "1890-01-01"}, NotABirthDate),
    ({"birth_date": "31/12/1990"}, NotABirthDate),
    ({"insurance_number": "12"}, NotAnInsuranceNumber),
    ({"phone": "7912345"}, PhoneNotInPlan),
    ({"dial_code": "20"}, PhoneNotInPlan),
    ({"dial_code": "999"}, NotAChoice),
    ({"country": "ZZ"}, NotAChoice),
    ({"citizenship": "JO"}, NotAChoice),
    ({"academic_level": "some"}, NotAChoice),
    ({"bank": "mattress"}, NotAChoice),
    ({"email": "reader@example", "email_again": "reader@example"}, NotAnEmail),
    ({"email": "a..b@example.com", "email_again": "a..b@example.com"}, NotAnEmail),
    ({"email_again": "reeder@example.com"}, EmailsDiffer),
    ({"password": "short", "password_again": "short"}, PasswordTooShort),
    ({"password": "xx{number}!", "password_again": "xx{number}!"}, PasswordWellKnown),
    ({"password": "xx-Reader-7", "password_again": "xx-Reader-7"}, PasswordWellKnown),
    ({"password": "xy-791234567", "password_again": "xy-791234567"}, PasswordWellKnown),
    ({"password_again": "Olive-trees-8!"}, PasswordsDiffer),
    ({"channel": "pigeon"}, NotAChoice),
]


class TestRefusals:
    @pytest.mark.parametrize(("wrong", "refusal"), WRONG)
    def test_each_has_its_own(self, wrong: dict[str, str], refusal: type[Refusal]) -> None:
        person = jordanian()
        told = {name: text.format(number=person.national_number) for name, text in wrong.items()}
        with pytest.raises(refusal):
            check(registration_of(person, **told), today=TODAY)


class TestRemarks:
    def test_an_unusual_number_is_remarked_upon_and_taken(self) -> None:
        checked = check({"nationality": "jordanian", "number": "1234567890"}, today=TODAY)
        assert checked.remarks == ("number-unusual",)

    def test_a_personal_number_that_looks_like_a_national_one(self) -> None:
        checked = check({"nationality": "other", "number": "9952031337"}, today=TODAY)
        assert checked.remarks == ("number-unusual",)

    def test_a_relative_of_unusual_number(self) -> None:
        checked = check({"nationality": "jordanian", "relative_number": "1" * 10}, today=TODAY)
        assert checked.remarks == ("relative-unusual",)

    def test_the_zero_of_a_phone_is_left_out_with_a_word(self) -> None:
        checked = check({"dial_code": "962", "phone": "0791234567"}, today=TODAY)
        assert checked.values["phone"] == "+962791234567"
        assert checked.remarks == ("zero-dropped",)


class TestOneForm:
    def test_digits_of_any_script_and_blanks(self) -> None:
        written = {
            "nationality": "jordanian",
            "number": " ٩٩٥٢ ٠٣١٣٣٧ ",
            "id_card_number": "lnu-٦٤٧٧٦",
            "dial_code": "962",
            "phone": "٠٧٩ ١٢٣ ٤٥٦٧",
        }
        values = check(written, today=TODAY).values
        assert values["number"] == "9952031337"
        assert values["id_card_number"] == "LNU64776"
        assert values["phone"] == "+962791234567"

    @given(st.text(max_size=30))
    def test_whatever_is_typed_is_a_number_of_ten_digits_or_refused(self, text: str) -> None:
        try:
            number = check({"number": text}, today=TODAY).values["number"]
        except Refusal:
            return
        assert number.isascii()
        assert number.isdigit()
        assert len(number) == individuals.NUMBER_LENGTH

    @given(st.emails())
    def test_what_is_taken_for_an_address_has_two_parts(self, text: str) -> None:
        if individuals.is_email(text):
            assert text.count("@") == 1
            assert "." in text.partition("@")[2]
