"""TCVN3 and VNI: converted without loss, recognised only where it is sure, refused where it is something else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.batch.legacy_text import NotLegacy, convert, convert_column, recognise, recognise_column

# The inverse tables, from the code charts: in TCVN3 by code, in VNI by what is typed.
TCVN3_CODES = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        bytes.fromhex(
            "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbaecccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9acea"
            "ebecedeeeff1f2f3f4adf5f6f7f8f9fafbfcfdfea1a2a3a4a5a6a7"
        ).decode("latin-1"),
        strict=True,
    )
)
VNI_CHART = (
    "á=aù à=aø ả=aû ã=aõ ạ=aï ă=aê ắ=aé ằ=aè ẳ=aú ẵ=aü ặ=aë â=aâ ấ=aá ầ=aà ẩ=aå ẫ=aã ậ=aä đ=ñ é=eù è=eø ẻ=eû "
    "ẽ=eõ ẹ=eï ê=eâ ế=eá ề=eà ể=eå ễ=eã ệ=eä í=í ì=ì ỉ=æ ĩ=ó ị=ò ó=où ò=oø ỏ=oû õ=oõ ọ=oï ô=oâ ố=oá ồ=oà "
    "ổ=oå ỗ=oã ộ=oä ơ=ô ớ=ôù ờ=ôø ở=ôû ỡ=ôõ ợ=ôï ú=uù ù=uø ủ=uû ũ=uõ ụ=uï ư=ö ứ=öù ừ=öø ử=öû ữ=öõ ự=öï ý=yù "
    "ỳ=yø ỷ=yû ỹ=yõ ỵ=î"
)
VNI_TYPED = dict(pair.split("=") for pair in VNI_CHART.split())
VNI_TYPED |= {letter.upper(): typed.upper() for letter, typed in VNI_TYPED.items()}
LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
WORDS = st.text(alphabet=LOWER, min_size=1, max_size=7)

SENTENCES = [
    "Đảng bộ xã Tiên Phong", "Nguyễn Thị Hương", "Trần Quốc Tuấn", "Phạm Đức Thắng", "Chi bộ thôn Đông",
    "đã đóng đảng phí đến hết tháng bảy", "quyết định giải thể chi bộ", "Vũ Đình Hoè", "Lê Thị Tú Uyên",
]  # fmt: skip
SHORT_NAMES = {"Hà", "Tú", "Lý", "Thu", "Hòa", "Thúy", "Vân", "Võ", "Bùi"}
UNICODE_WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()} | SHORT_NAMES)


def tcvn3(text: str) -> str:
    """``text`` in TCVN3; capitals with tones have no code and stay."""
    return "".join(TCVN3_CODES.get(letter, letter) for letter in text)


def vni(text: str) -> str:
    """``text`` as typed in VNI."""
    return "".join(VNI_TYPED.get(letter, letter) for letter in text)


def test_the_tables_hold_every_letter_of_vietnamese():
    assert set(LOWER) - set("abcdeghiklmnopqrstuvxy") == set(VNI_TYPED) & set(LOWER) == set(TCVN3_CODES) & set(LOWER)


class TestConverting:
    @given(st.lists(WORDS).map(" ".join))
    def test_tcvn3_and_back_is_the_same_text(self, text):
        assert convert(tcvn3(text), "tcvn3") == text

    @given(st.lists(st.tuples(st.sampled_from("ABCDGHKLMNPQRSTVXYĂÂĐÊÔƠƯ"), WORDS).map("".join)).map(" ".join))
    def test_tcvn3_and_back_with_the_capitals_that_it_has(self, text):
        assert convert(tcvn3(text), "tcvn3") == text

    @given(st.lists(WORDS.map(str.upper)).map(" ".join))
    def test_tcvn3_in_a_font_of_capitals(self, text):
        assert convert(tcvn3(text.lower()), "tcvn3", capital_font=True) == text

    @given(st.lists(st.text(alphabet=LOWER + LOWER.upper(), max_size=8)).map(" ".join))
    def test_vni_and_back_is_the_same_text_in_either_case(self, text):
        assert convert(vni(text), "vni") == text

    def test_words_typed_in_capitals_are_given_back_in_capitals(self):
        assert convert("NGUYÔN V¡N B×NH, Vò ThÞ Hµ", "tcvn3") == "NGUYỄN VĂN BÌNH, Vũ Thị Hà"
        assert convert("Aùnh NGUYEÃN Ñöùc", "vni") == "Ánh NGUYỄN Đức"

    @pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
    @pytest.mark.parametrize("text", ["Nguyễn Văn An", "§¶ng bộ", "Đ"])
    def test_unicode_is_refused(self, text, encoding):
        with pytest.raises(NotLegacy, match="Unicode already"):
            convert(text, encoding)

    @pytest.mark.parametrize(("text", "encoding"), [("Thµnh À", "tcvn3"), ("Søren", "vni"), ("V¨n Hé", "vni")])
    def test_a_letter_of_another_encoding_is_refused_with_its_code(self, text, encoding):
        with pytest.raises(NotLegacy) as refused:
            convert(text, encoding)

        assert re.search(r"U\+00[0-9A-F]{2}", refused.value.message.vi)


class TestRecognising:
    @pytest.mark.parametrize("sentence", SENTENCES)
    def test_a_line_in_either_encoding(self, sentence):
        assert recognise(tcvn3(sentence)) == "tcvn3"
        assert recognise(vni(sentence)) == "vni"

    @pytest.mark.parametrize(
        "text",
        [
            "", "An", "m²", "25 °C", "50 µm", "½ × 3 ± 1", "© 2026 Công ty", "Word®", "«Bonjour»", "§ 5", "1ª Mª",
            "François Lefèvre", "Hélène et Noël Benoît", "Loïc Thaï", "Maël Caïn Saïd", "où dû né", "Citroën, Maître",
            "Müller Jürgen Groß", "Köln, Düsseldorf", "Björn Åsa Söderström", "må så nå på", "hän mä sä",
            "Núñez José Peña", "São João Conceição", "Ó hÉigeartaigh", "Hà Tú Lý", "Hoà Chí Minh", "Võ Thò",
            "V¨n B×nh Über Größe Müller François Søren", "Y Blô Niê", "Lò Vàng Mí Pó",
        ],
    )  # fmt: skip
    def test_other_languages_signs_and_short_unicode_are_left_alone(self, text):
        assert recognise(text) is None

    @given(st.lists(st.sampled_from(UNICODE_WORDS)).map(" ".join))
    def test_unicode_is_never_taken_for_an_old_encoding(self, text):
        assert recognise(text) is None
        assert recognise_column(text.split()) is None

    @given(st.text(), st.sampled_from("ăđơưĐạếỹ"), st.integers(0, 20))
    def test_a_text_with_a_letter_that_only_unicode_has_is_unicode(self, text, letter, place):
        assert recognise(text[:place] + letter + text[place:]) is None

    @given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
    def test_plain_letters_are_no_encoding(self, text):
        assert recognise(text) is None

    def test_a_column_tells_what_single_names_do_not(self):
        names = ["Lª", "Vò Hµ", "Tó", "Thñy", "B×nh"]

        assert recognise("Tó") is None
        assert recognise_column([*names, "Nguyễn Văn An", "An"]) == "tcvn3"
        assert recognise_column([vni(name) for name in ("Hà", "Tú", "Thủy", "Bình", "Đức")]) == "vni"

    @given(st.lists(st.sampled_from(SENTENCES), min_size=2), st.sampled_from([("tcvn3", tcvn3), ("vni", vni)]))
    def test_a_mixed_column_is_converted_where_it_has_to_be(self, sentences, encoded):
        encoding, encode = encoded
        column = [encode(sentence) for sentence in sentences] + sentences + ["An", "Hà", ""]

        assert convert_column(column, encoding) == (sentences + sentences + ["An", "Hà", ""], ())

    def test_a_cell_that_is_neither_is_left_and_told(self):
        assert convert_column(["V¨n B×nh", "Å#À Søren"], "tcvn3") == (["Văn Bình", "Å#À Søren"], (1,))
