"""Names as (Arabic, English) pairs.

Persons are picked from these lists by position, and fixtures rely on the first persons: never
reorder or remove, and do not append (the length is part of the choice).
"""

MALE = (
    ("محمد", "Mohammad"), ("أحمد", "Ahmad"), ("محمود", "Mahmoud"), ("خالد", "Khaled"),
    ("عمر", "Omar"), ("علي", "Ali"), ("يوسف", "Yousef"), ("إبراهيم", "Ibrahim"),
    ("حسين", "Hussein"), ("عبدالله", "Abdullah"), ("سامر", "Samer"), ("طارق", "Tareq"),
    ("زيد", "Zaid"), ("ليث", "Laith"), ("معاذ", "Muath"), ("أنس", "Anas"),
    ("بلال", "Bilal"), ("فادي", "Fadi"), ("رامي", "Rami"), ("وليد", "Waleed"),
    ("عصام", "Issam"), ("نضال", "Nidal"), ("هاشم", "Hashem"), ("قيس", "Qais"),
    ("عبدالرحمن", "Abdulrahman"), ("مصطفى", "Mustafa"), ("ماهر", "Maher"), ("جهاد", "Jihad"),
    ("صالح", "Saleh"), ("حمزة", "Hamzeh"), ("غسان", "Ghassan"), ("عيسى", "Issa"),
)  # fmt: skip
FEMALE = (
    ("فاطمة", "Fatima"), ("مريم", "Mariam"), ("سارة", "Sara"), ("نور", "Nour"),
    ("رنا", "Rana"), ("هبة", "Hiba"), ("دعاء", "Duaa"), ("آلاء", "Alaa"),
    ("إسراء", "Israa"), ("لينا", "Lina"), ("ديما", "Dima"), ("ريم", "Reem"),
    ("سلمى", "Salma"), ("هديل", "Hadeel"), ("شهد", "Shahed"), ("ياسمين", "Yasmeen"),
    ("منى", "Mona"), ("سناء", "Sanaa"), ("خلود", "Khulood"), ("عبير", "Abeer"),
    ("غادة", "Ghada"), ("إيمان", "Iman"), ("رزان", "Razan"), ("تالا", "Tala"),
)  # fmt: skip
FAMILY = (
    ("العبادي", "Al-Abbadi"), ("الزعبي", "Al-Zoubi"), ("المومني", "Al-Momani"),
    ("الخطيب", "Al-Khatib"), ("العمري", "Al-Omari"), ("الطراونة", "Al-Tarawneh"),
    ("المجالي", "Al-Majali"), ("الحوراني", "Al-Hourani"), ("القضاة", "Al-Qudah"),
    ("الشوابكة", "Al-Shawabkeh"), ("بني هاني", "Bani Hani"), ("العدوان", "Al-Adwan"),
    ("الفايز", "Al-Fayez"), ("النابلسي", "Al-Nabulsi"), ("الكيلاني", "Al-Kilani"),
    ("الرواشدة", "Al-Rawashdeh"), ("السرحان", "Al-Sarhan"), ("أبو زيد", "Abu Zaid"),
    ("الحداد", "Haddad"), ("النجار", "Najjar"), ("القيسي", "Al-Qaisi"), ("الصمادي", "Al-Smadi"),
    ("البطاينة", "Al-Bataineh"), ("الهنداوي", "Al-Hindawi"), ("عبيدات", "Obeidat"),
    ("الدباس", "Al-Dabbas"), ("حتر", "Hattar"), ("الخصاونة", "Al-Khasawneh"),
)  # fmt: skip
FOREIGN_FAMILY = (
    ("السيد", "El-Sayed"), ("عبدالعزيز", "Abdelaziz"), ("الحلبي", "Al-Halabi"),
    ("الحموي", "Al-Hamwi"), ("البغدادي", "Al-Baghdadi"), ("الشرقاوي", "El-Sharkawy"),
    ("الدمشقي", "Al-Dimashqi"), ("منصور", "Mansour"), ("اليماني", "Al-Yamani"),
    ("الطنطاوي", "El-Tantawy"), ("رحمن", "Rahman"), ("الموصلي", "Al-Mosuli"),
)  # fmt: skip
