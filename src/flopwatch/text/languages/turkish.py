"""Turkish."""

from __future__ import annotations

from flopwatch.text.lexicon import Lexicon, in_order
from flopwatch.text.shared_words import RANGE_MARKS, ROLES, SUFFIXES
from flopwatch.text.worldwide import MONTH_NAMES

TURKISH = Lexicon(
    tag="tr",
    composed=True,
    group_mark=".",
    decimal_mark=",",
    suffixes=SUFFIXES,
    scales=(
        ("yüz", 2),
        ("bin", 3),
        ("milyon*", 6),
        ("milyar*", 9),
        ("trilyon*", 12),
    ),
    many_scales=("yüz", "bin"),
    values=(
        ("1", "bir"),
        ("2", "iki"),
        ("3", "üç"),
        ("4", "dört"),
        ("5", "beş"),
        ("6", "altı"),
        ("7", "yedi"),
        ("8", "sekiz"),
        ("9", "dokuz"),
        ("10", "on"),
        ("20", "yirmi"),
        ("30", "otuz"),
        ("40", "kırk"),
        ("50", "elli"),
        ("60", "altmış"),
        ("70", "yetmiş"),
        ("80", "seksen"),
        ("90", "doksan"),
        ("0.5", "yarım"),
    ),
    half_after=("buçuk",),
    raised_pattern="üzeri [0-9]{1,2}",
    range_to=("ila", "den", "dan", "ten", "tan", *RANGE_MARKS),
    relations=(
        ("yaklaşık", "≈"),
        ("en az", "≥"),
        ("en fazla", "≤"),
        ("neredeyse", "≈"),
        ("civarında", "≈"),
        ("toplam", "="),
    ),
    relations_after=(("den fazla", "≥"), ("dan fazla", "≥"), ("aşkın", "≥"), ("civarında", "≈")),
    months=in_order(MONTH_NAMES[9]),
    compares_after_pattern=(
        "modele göre|model(?:in|len)den|modellere göre|kıyasla|geride bırak|rakip|aksine|"
        "karşılaştır|denk|daha (?:iyi|büyük|küçük|hızlı|başarılı|güçlü)|üstün|geçiyor|yenen"
    ),
    own_ends_pattern="(?:yl[ae]| ile) ",
    instruction_pattern=(
        r"talimat\w*[^.\n]{0,20}(?:yok say|görmezden|unut)|"
        r"parametre\w*[^.\n]{0,40}olarak (?:ayarla|bildir|kaydet)(?:yın|in)?(?!\w)"
    ),
    roles=(
        ("machine", "sunucu* düğüm*"),
        ("and", "ve veya"),
        ("parameters", "parametre*"),
        ("tokens", "token'* tokene tokenle tokenlik jeton belirteç* belirtec*"),
        ("chip", "çip* işlemci* yonga* hızlandırıcı* ekran kart* grafik"),
        ("hours", "saat saati saatlik saatine"),
        ("days", "gün günde günlük günün"),
        ("weeks", "hafta haftada"),
        ("months", "ay ayda aylık"),
        ("flop", "işlem"),
        ("money:USD", "dolar doları dolara dolarlık"),
        ("money:TRY", "lira liralık tl"),
        ("money:EUR", "euro avro"),
        ("active", "aktif etkin etkinleş* aktifleş*"),
        ("total", "toplam toplamda"),
        ("training", "eğit* eğitim* öğren* veri* eğitildi eğitilen"),
        ("context", "bağlam* pencere* uzunlu* girdi* çıktı* saniye*"),
        ("word:use", "kullan* çalış*"),
        ("context:serving", "çıkarım* dağıtım*"),
        ("rate", "günlük"),
        ("free", "ücretsiz bedava"),
        ("cost", "maliyet* harca* bütçe* mal"),
        ("price", "abonelik aylık yatırım değerleme gelir fiyat* fon"),
        ("per", "her"),
        ("apiece", "başına"),
        ("classifier", "adet tane"),
        ("filler", "için ile yalnızca sadece ancak üzerinde olan"),
        ("model", "model* "),
        ("other", "kullanıcı* kelime* dil dilde dili kişi* yüzde kat katı yıl yılda dakika* ülke* çalışan*"),
        ("other", "sayfa* gigabayt görsel*"),
        *ROLES,
    ),
)
