"""Why a workbook as a whole is not read. Faults in single rows are the caller's to find."""

from collections.abc import Sequence
from typing import Final

from chassis.errors import Message, Refusal
from chassis.workbooks.columns import Column

_SAVE_AGAIN_AR: Final = "فتح الملف في Excel وحفظه من جديد بصيغة xlsx ثم رفعه."
_SAVE_AGAIN_EN: Final = "Open it in Excel, save it again as .xlsx and upload that."
_TEMPLATE_AR: Final = "تنزيل النموذج ونسخ القيم وحدها إليه."
_TEMPLATE_EN: Final = "Download the template and copy the values alone into it."


class NotAWorkbook(Refusal):
    """Another kind of file, whatever its name says: CSV, .xls, PDF, a plain archive."""

    message = Message(
        ar="الملف ليس مصنف Excel بصيغة xlsx.",
        en="The file is not an Excel workbook of the .xlsx form.",
        fix_ar=_SAVE_AGAIN_AR,
        fix_en=_SAVE_AGAIN_EN,
    )


class WorkbookTooLarge(Refusal):
    """More bytes than an upload may have."""

    status = 413
    message = Message(
        ar="حجم الملف يتجاوز {mebibytes} ميغابايت.",
        en="The file is larger than {mebibytes} MB.",
        fix_ar="حذف الصور والتنسيقات، أو تقسيم الصفوف على أكثر من ملف.",
        fix_en="Remove pictures and formatting, or split the rows over several files.",
    )


class ZipBomb(Refusal):
    """The content expands far beyond what a filled workbook does, or lies about its size."""

    message = Message(
        ar="محتوى الملف بعد فك ضغطه أكبر من المسموح أو لا يطابق الحجم المعلن فيه.",
        en="Unpacked, the file is larger than allowed, or not of the size it claims.",
        fix_ar=_TEMPLATE_AR,
        fix_en=_TEMPLATE_EN,
    )


class MacroInWorkbook(Refusal):
    """The workbook carries a program."""

    message = Message(
        ar="الملف يحتوي على برنامج (ماكرو).",
        en="The file contains a program (macro).",
        fix_ar="حفظه بصيغة xlsx من غير وحدات ماكرو.",
        fix_en="Save it as .xlsx without macros.",
    )


class EncryptedWorkbook(Refusal):
    """The workbook opens with a password only."""

    message = Message(
        ar="الملف محمي بكلمة سر.",
        en="The file is protected by a password.",
        fix_ar="إزالة كلمة السر ثم رفع الملف.",
        fix_en="Remove the password, then upload the file.",
    )


class ExternalContent(Refusal):
    """The workbook reaches outside itself: linked files, data connections, embedded objects."""

    message = Message(
        ar="الملف مرتبط بملف أو مصدر بيانات آخر، أو يتضمن ملفًا آخر.",
        en="The file is linked to another file or data source, or has another file inside.",
        fix_ar=_TEMPLATE_AR,
        fix_en=_TEMPLATE_EN,
    )


class TooManyCells(Refusal):
    """The used area of a sheet is too large to read, often for one value far outside the table."""

    message = Message(
        ar="الورقة أكبر من المسموح: آخر خلية فيها قيمة {last_cell}.",
        en="The sheet is larger than allowed: the last cell with a value is {last_cell}.",
        fix_ar="حذف القيم التي خارج الجدول، أو نسخ القيم وحدها إلى النموذج.",
        fix_en="Delete the values outside the table, or copy the values alone into the template.",
    )


class TooManyRows(Refusal):
    """More filled rows than one workbook may have."""

    message = Message(
        ar="عدد الصفوف المعبأة يتجاوز {rows_max}.",
        en="There are more than {rows_max} filled rows.",
        fix_ar="تقسيم الصفوف على أكثر من ملف.",
        fix_en="Split the rows over several files.",
    )


class ColumnsMissing(Refusal):
    """No sheet has all the columns that the workbook must have."""

    message = Message(
        ar="لم توجد هذه الأعمدة: {names_ar}.",
        en="These columns were not found: {names_en}.",
        fix_ar="كتابة أسماء الأعمدة في رأس الجدول كما هي في النموذج.",
        fix_en="Write the column names at the head of the table as in the template.",
    )

    @classmethod
    def of(cls, columns: Sequence[Column]) -> "ColumnsMissing":
        """The refusal that names these columns."""
        return cls(**_named(columns))


class ColumnRepeated(Refusal):
    """A column stands twice in the sheet, so that nobody can say which value counts."""

    message = Message(
        ar="تكرر هذا العمود في الجدول: {names_ar}.",
        en="This column stands more than once in the table: {names_en}.",
        fix_ar="إبقاء عمود واحد وحذف الآخر.",
        fix_en="Keep one of them and delete the other.",
    )

    @classmethod
    def of(cls, columns: Sequence[Column]) -> "ColumnRepeated":
        """The refusal that names these columns."""
        return cls(**_named(columns))


class NoRows(Refusal):
    """The columns are there, and nothing under them."""

    message = Message(
        ar="لا توجد صفوف معبأة في الملف.",
        en="There are no filled rows in the file.",
        fix_ar="تعبئة الصفوف تحت رأس الجدول.",
        fix_en="Fill in the rows under the table head.",
    )


class UnreadableWorkbook(Refusal):
    """Damaged, or not built the way spreadsheet programs build workbooks."""

    message = Message(
        ar="تعذرت قراءة الملف: هو تالف أو لم ينشئه برنامج جداول.",
        en="The file cannot be read: it is damaged, or no spreadsheet program made it.",
        fix_ar=_SAVE_AGAIN_AR,
        fix_en=_SAVE_AGAIN_EN,
    )


ALL: Final[tuple[type[Refusal], ...]] = (
    NotAWorkbook,
    WorkbookTooLarge,
    ZipBomb,
    MacroInWorkbook,
    EncryptedWorkbook,
    ExternalContent,
    TooManyCells,
    TooManyRows,
    ColumnsMissing,
    ColumnRepeated,
    NoRows,
    UnreadableWorkbook,
)


def _named(columns: Sequence[Column]) -> dict[str, str]:
    return {
        "names_ar": "، ".join(f"«{column.ar}»" for column in columns),
        "names_en": ", ".join(f'"{column.en}"' for column in columns),
    }
