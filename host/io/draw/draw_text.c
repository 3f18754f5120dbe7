#include "io/draw/draw.h"

/* Nine rows of five pixels from "space" to "~", a row as a digit of base 32 (0-9, A-V), the left pixel worth 16. The
 * last two rows are below the line. */
#define GLYPH_WIDTH 5
#define GLYPH_HEIGHT 9
static const char *const glyphs[] = {
    /* clang-format off */
    "000000000", "444440400", "AAA000000", "AAVAVAA00", "4FKE5U400", "PP248JJ00", "CIK8LID00", "444000000", /*   ! " # $ % & ' */
    /* ( ) * + , - . / */
    "248884200", "842224800", "04LEL4000", "044V44000", "00000C480", "000V00000", "00000CC00", "11248GG00",
    /* 0 1 2 3 4 5 6 7 */
    "EHJLPHE00", "4C4444E00", "EH168GV00", "EH161HE00", "26AIV2200", "VGU11HE00", "68GUHHE00", "V12448800",
    /* 8 9 : ; < = > ? */
    "EHHEHHE00", "EHHF12C00", "0CC0CC000", "0CC0CC480", "248G84200", "00V0V0000", "842124800", "EH1240400",
    /* @ A B C D E F G */
    "EHNLNGE00", "EHHVHHH00", "UHHUHHU00", "EHGGGHE00", "SIHHHIS00", "VGGUGGV00", "VGGUGGG00", "EHGNHHF00",
    /* H I J K L M N O */
    "HHHVHHH00", "E44444E00", "72222IC00", "HIKOKIH00", "GGGGGGV00", "HRLLHHH00", "HPPLJJH00", "EHHHHHE00",
    /* P Q R S T U V W */
    "UHHUGGG00", "EHHHLID00", "UHHUKIH00", "FGGE11U00", "V44444400", "HHHHHHE00", "HHHHAA400", "HHHLLRH00",
    /* X Y Z [ \ ] ^ _ */
    "HHA4AHH00", "HHA444400", "V1248GV00", "E88888E00", "GG8421100", "E22222E00", "4AH000000", "0000000V0",
    /* ` a b c d e f g */
    "840000000", "00E1FHF00", "GGUHHHU00", "00EGGGE00", "11FHHHF00", "00EHVGE00", "688U88800", "00FHHHF1E",
    /* h i j k l m n o */
    "GGUHHHH00", "40C444E00", "2062222IC", "GGIKOKI00", "C44444E00", "00QLLLL00", "00UHHHH00", "00EHHHE00",
    /* p q r s t u v w */
    "00UHHHUGG", "00FHHHF11", "00MOGGG00", "00FGE1U00", "88U889600", "00HHHHF00", "00HHAA400", "00HLLLA00",
    "00HA4AH00", "00HHHHF1E", "00V248V00", "244844200", "444444400", "844244800", "009M00000", /* x y z { | } ~ */
    /* clang-format on */
};

static int row_bits(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

static void draw_glyph(struct gfla_bitmap *canvas, int x, int y, int scale, struct gfla_colour colour, const char *rows)
{
    for (int row = 0; row < GLYPH_HEIGHT; row++)
        for (int column = 0; column < GLYPH_WIDTH; column++)
            if (row_bits(rows[row]) >> (GLYPH_WIDTH - 1 - column) & 1)
                gfla_draw_fill(canvas, x + column * scale, y + row * scale, scale, scale, colour);
}

/* A further byte of a UTF-8 character. */
static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

void gfla_draw_text(struct gfla_bitmap *canvas, int x, int y, int scale, struct gfla_colour colour, const char *text)
{
    int left = x;

    for (; *text; text++) {
        if (*text == '\n') {
            left = x;
            y += GFLA_FONT_HEIGHT * scale;
        } else if (!is_continuation(*text)) {
            draw_glyph(canvas, left, y, scale, colour, glyphs[(*text >= ' ' && *text <= '~' ? *text : '?') - ' ']);
            left += GFLA_FONT_WIDTH * scale;
        }
    }
}

int gfla_draw_text_width(const char *text, int scale)
{
    int widest = 0, width = 0;

    for (; *text; text++) {
        if (*text == '\n')
            width = 0;
        else if (!is_continuation(*text))
            width += GFLA_FONT_WIDTH * scale;
        widest = width > widest ? width : widest;
    }
    return widest;
}
