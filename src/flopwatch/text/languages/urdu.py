"""Urdu."""

from __future__ import annotations

from flopwatch.text.languages.cardinals import URDU_CARDINALS
from flopwatch.text.lexicon import Lexicon, in_order
from flopwatch.text.shared_words import RANGE_MARKS, ROLES, SCALES, SUFFIXES

URDU = Lexicon(
    tag="ur",
    composed=True,
    adds_figures=True,
    suffixes=SUFFIXES,
    scales=(
        ("سو", 2),
        ("ہزار", 3),
        ("لاکھ", 5),
        ("ملین", 6),
        ("کروڑ", 7),
        ("ارب", 9),
        ("بلین", 9),
        ("کھرب", 11),
        ("ٹریلین", 12),
        *SCALES,
    ),
    many_scales=("سو",),
    values=(*URDU_CARDINALS, ("1.5", "ڈیڑھ"), ("2.5", "ڈھائی")),
    parts_before=(("ساڑھے", "0.5"), ("سوا", "0.25"), ("پونے", "-0.25")),
    decimal_words=("اعشاریہ",),
    range_to=("سے", "تا", *RANGE_MARKS),
    relations=(
        ("تقریباً", "≈"),
        ("تقریبا", "≈"),
        ("قریباً", "≈"),
        ("لگ بھگ", "≈"),
        ("کم از کم", "≥"),
        ("زیادہ سے زیادہ", "≤"),
    ),
    relations_after=(("سے زائد", "≥"), ("سے زیادہ", "≥"), ("سے کم", "≤")),
    months=in_order("جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر".split()),
    compares_after_pattern="کے مقابلے|سے (?:بہتر|آگے|بڑ|چھوٹ|تیز)|کے برعکس|کے برابر|کو پیچھے|کو مات",
    own_ends_pattern=" (?:کے ساتھ|نے) ",
    instruction_pattern=(
        r"ہدایات[^۔\n]{0,20}نظر ?انداز|"
        r"پیرامیٹر[^۔\n]{0,40}(?:سیٹ|مقرر) (?:کریں|کرو|کیجیے)"
    ),
    roles=(
        ("machine", "سرور* نوڈ*"),
        ("and", "اور یا"),
        ("brand", "ایچ"),
        ("parameters", "پیرامیٹر* پیرا میٹر*"),
        ("tokens", "ٹوکن*"),
        ("chip", "یو چپ چپس پروسیسر* گرافکس جی پی"),
        ("hours", "گھنٹے گھنٹہ گھنٹوں"),
        ("days", "دن دنوں"),
        ("weeks", "ہفتے ہفتوں ہفتہ"),
        ("months", "ماہ مہینے مہینوں"),
        ("flop", "فلاپ*"),
        ("money:USD", "ڈالر ڈالرز"),
        ("money:PKR", "روپے روپوں"),
        ("active", "فعال متحرک ایکٹو سرگرم"),
        ("total", "کل مجموعی"),
        ("training", "تربیت تربیتی ٹریننگ سکھایا سیکھا ڈیٹا تیاری"),
        ("context", "سیاق ونڈو کانٹیکسٹ ان-پٹ آؤٹ-پٹ سیکنڈ"),
        ("word:use", "استعمال کام"),
        ("context:serving", "انفرنس تعیناتی"),
        ("rate", "روزانہ یومیہ"),
        ("free", "مفت"),
        ("cost", "خرچ لاگت اخراجات"),
        ("price", "ماہانہ فیس سرمایہ کاری مالیت سبسکرپشن"),
        ("per", "فی ہر"),
        ("filler", "کے کی کا کو سے میں پر صرف والا والے"),
        ("model", "ماڈل ماڈلز"),
        ("other", "صارفین صارف الفاظ لفظ زبان* لوگ افراد فیصد گنا سال سالوں منٹ گیگا بائٹ* ممالک صفحات طلبہ"),
        ("other", "تصاویر"),
        *ROLES,
    ),
)
