"""Persian."""

from __future__ import annotations

from flopwatch.text.languages.cardinals import PERSIAN_CARDINALS
from flopwatch.text.lexicon import Lexicon, in_order
from flopwatch.text.shared_words import RANGE_MARKS, ROLES, SCALES, SUFFIXES

PERSIAN = Lexicon(
    tag="fa",
    composed=True,
    suffixes=SUFFIXES,
    scales=(
        ("صد", 2),
        ("هزار", 3),
        ("میلیون", 6),
        ("میلیارد", 9),
        ("بیلیون", 9),
        ("تریلیون", 12),
        *SCALES,
    ),
    long_or_short=("بیلیون",),
    many_scales=("صد", "هزار"),
    values=(*PERSIAN_CARDINALS, ("0.5", "نیم")),
    half_after=("نیم",),
    decimal_words=("ممیز",),
    number_and=("و",),
    range_to=("تا", "به", *RANGE_MARKS),
    relations=(
        ("بیش از", "≥"),
        ("دست‌کم", "≥"),
        ("حداقل", "≥"),
        ("کمتر از", "≤"),
        ("حداکثر", "≤"),
        ("تا", "≤"),
        ("حدود", "≈"),
        ("تقریبا", "≈"),
        ("تقریباً", "≈"),
        ("نزدیک به", "≈"),
    ),
    months=(
        *in_order("ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر".split()),
        ("می", 5),
        ("جولای", 7),
        ("آگوست", 8),
    ),
    solar_months=in_order("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()),
    year_words=("سال",),
    compares_pattern=(
        "نسبت به|در مقایسه با|برخلاف|(?:بهتر|بزرگ‌?تر|کوچک‌?تر|سریع‌?تر|قوی‌?تر|فراتر) از|هم‌سطح|"
        "قابل مقایسه با|رقابت با|برابری با"
    ),
    compares_after_pattern="را پشت سر|پیشی",
    breaks_off_pattern="تنها|فقط|اما",
    own_ends_pattern=r"با [^،\n]{1,40}?پارامتر\s(?!را|پیشی)",
    relative_pattern="که",
    instruction_pattern=(
        r"دستور[^.\n]{0,30}نادیده|"
        r"پارامتر[^.\n]{0,40}(?:تنظیم کن|قرار ده|تغییر ده)(?:ید)?(?!\w)"
    ),
    roles=(
        ("machine", "سرور* گره*"),
        ("and", "و یا"),
        ("brand", "اچ"),
        ("parameters", "پارامتر*"),
        ("tokens", "توکن*"),
        ("chip", "پردازنده* تراشه* گرافیک گرافیکی شتاب‌دهنده* کارت جی‌پی‌یو"),
        ("hours", "ساعت ساعته"),
        ("days", "روز روزه"),
        ("weeks", "هفته هفته‌ای"),
        ("months", "ماه ماهه"),
        ("flop", "فلاپ عملیات"),
        ("money:USD", "دلار دلاری"),
        ("money:IRR", "ریال تومان"),
        ("money:EUR", "یورو"),
        ("active", "فعال فعالش"),
        ("total", "مجموع مجموعا کل"),
        ("training", "آموزش آموزشی آموزش‌دیده داده داده‌های یادگیری"),
        ("context", "زمینه پنجره کانتکست متن ورودی خروجی ثانیه طول"),
        ("word:use", "به‌کار استفاده"),
        ("context:serving", "استنتاج استقرار"),
        ("rate", "روزانه"),
        ("free", "رایگان"),
        ("cost", "هزینه هزینه‌ها هزینه‌ای صرف خرج"),
        ("price", "اشتراک ماهانه سرمایه‌گذاری ارزش‌گذاری درآمد قیمت"),
        ("per", "هر به‌ازای"),
        ("filler", "آن از با را تنها فقط عدد شمار تعداد در"),
        ("model", "مدل مدل‌های مدل‌ها مدلی"),
        ("other", "کاربر کاربران نفر کلمه کلمات واژه زبان درصد برابر سال دقیقه گیگابایت ترابایت بایت کشور"),
        ("other", "صفحه تصویر"),
        *ROLES,
    ),
)
