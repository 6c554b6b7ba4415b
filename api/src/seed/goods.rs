//! What a label and printing shop in Lagos sells, to whom, and what it spends money on. Nobody here is a real customer.

/// Something sold or bought: its name, the usual quantity in thousandths (from, to, step), the price of one in kobo (from, to).
pub struct Good {
    pub name: &'static str,
    pub quantity_milli: (i64, i64, i64),
    pub price_minor: (i64, i64),
}

const fn good(
    name: &'static str,
    quantity_milli: (i64, i64, i64),
    price_minor: (i64, i64),
) -> Good {
    Good {
        name,
        quantity_milli,
        price_minor,
    }
}

pub const SOLD: [Good; 24] = [
    good(
        "Flex banner, per square foot",
        (6_000, 96_000, 500),
        (18_000, 25_000),
    ),
    good(
        "Roll-up banner stand",
        (1_000, 4_000, 1_000),
        (2_800_000, 3_500_000),
    ),
    good(
        "Business cards, box of 100",
        (1_000, 10_000, 1_000),
        (450_000, 700_000),
    ),
    good(
        "Melow label, per metre",
        (2_500, 40_000, 500),
        (35_000, 60_000),
    ),
    good(
        "Woven label, per 100",
        (1_000, 30_000, 1_000),
        (350_000, 520_000),
    ),
    good(
        "Care label, per 100",
        (1_000, 20_000, 1_000),
        (180_000, 260_000),
    ),
    good(
        "Satin size label, per 100",
        (1_000, 20_000, 1_000),
        (120_000, 200_000),
    ),
    good(
        "Sticker sheet A3",
        (1_000, 50_000, 1_000),
        (80_000, 120_000),
    ),
    good(
        "Vinyl sticker, die cut",
        (10_000, 500_000, 10_000),
        (5_000, 12_000),
    ),
    good(
        "T-shirt print, one side",
        (1_000, 60_000, 1_000),
        (150_000, 250_000),
    ),
    good(
        "Polo shirt with embroidery",
        (1_000, 40_000, 1_000),
        (650_000, 900_000),
    ),
    good(
        "Face cap embroidery",
        (1_000, 50_000, 1_000),
        (250_000, 400_000),
    ),
    good("Branded mug", (1_000, 36_000, 1_000), (250_000, 350_000)),
    good(
        "Wedding invitation card",
        (50_000, 400_000, 10_000),
        (35_000, 90_000),
    ),
    good(
        "Receipt booklet, 50 leaves",
        (1_000, 30_000, 1_000),
        (180_000, 280_000),
    ),
    good(
        "Letterhead, ream",
        (1_000, 6_000, 1_000),
        (1_200_000, 1_800_000),
    ),
    good(
        "A5 flyer, per 100",
        (1_000, 50_000, 1_000),
        (250_000, 400_000),
    ),
    good(
        "Paper bag with logo",
        (25_000, 500_000, 25_000),
        (25_000, 60_000),
    ),
    good(
        "Hang tag, per 100",
        (1_000, 20_000, 1_000),
        (300_000, 450_000),
    ),
    good(
        "Rubber stamp, self-inking",
        (1_000, 3_000, 1_000),
        (700_000, 1_000_000),
    ),
    good(
        "ID card with holder",
        (1_000, 80_000, 1_000),
        (120_000, 180_000),
    ),
    good(
        "Car branding, per panel",
        (1_000, 6_000, 1_000),
        (2_500_000, 4_500_000),
    ),
    good("Logo design", (1_000, 1_000, 1_000), (1_500_000, 4_000_000)),
    good("Lamination A4", (1_000, 30_000, 1_000), (30_000, 50_000)),
];

pub const BOUGHT: [Good; 14] = [
    good(
        "Diesel for the generator, litre",
        (10_000, 60_000, 500),
        (105_000, 130_000),
    ),
    good(
        "Flex material, roll of 50 m",
        (1_000, 2_000, 1_000),
        (5_500_000, 6_800_000),
    ),
    good("Vinyl roll", (1_000, 3_000, 1_000), (3_800_000, 4_600_000)),
    good(
        "Solvent ink, litre",
        (1_000, 6_000, 500),
        (1_400_000, 1_900_000),
    ),
    good(
        "Embroidery thread, cone",
        (2_000, 12_000, 1_000),
        (180_000, 250_000),
    ),
    good(
        "Plain polo shirts",
        (6_000, 48_000, 6_000),
        (320_000, 420_000),
    ),
    good(
        "Card paper 300 g, pack",
        (1_000, 8_000, 1_000),
        (650_000, 850_000),
    ),
    good(
        "Lunch for the workshop",
        (3_000, 6_000, 1_000),
        (150_000, 250_000),
    ),
    good(
        "Transport to Mushin market",
        (1_000, 2_000, 1_000),
        (250_000, 600_000),
    ),
    good("Dispatch rider", (1_000, 4_000, 1_000), (150_000, 350_000)),
    good(
        "Electricity units",
        (1_000, 1_000, 1_000),
        (1_500_000, 4_000_000),
    ),
    good(
        "Internet data, month",
        (1_000, 1_000, 1_000),
        (1_500_000, 2_500_000),
    ),
    good(
        "Machine service and parts",
        (1_000, 1_000, 1_000),
        (2_000_000, 9_000_000),
    ),
    good(
        "Drinking water, bags",
        (2_000, 10_000, 1_000),
        (35_000, 50_000),
    ),
];

const FIRST: [&str; 28] = [
    "Adaeze",
    "Babatunde",
    "Chiamaka",
    "Damilọla",
    "Ẹniọlá",
    "Fọlákẹ́",
    "Gbenga",
    "Halima",
    "Ifeoma",
    "Jumoke",
    "Kẹ́hìndé",
    "Ladi",
    "Musa",
    "Ngozi",
    "Ọláńrewájú",
    "Peju",
    "Rashidat",
    "Ṣadé",
    "Táíwò",
    "Uche",
    "Victor",
    "Wale",
    "Yetunde",
    "Zainab",
    "Emeka",
    "Bukola",
    "Tochukwu",
    "Amaka",
];

const KIND: [&str; 20] = [
    "Fashion House",
    "Bakery",
    "Foods",
    "Pharmacy",
    "Logistics",
    "School",
    "Tailors",
    "Events",
    "Beauty Lounge",
    "Textiles",
    "Enterprises",
    "& Sons",
    "Kitchen",
    "Interiors",
    "Farms",
    "Ventures",
    "Ministries",
    "Football Club",
    "Couture",
    "Stores",
];

/// How many customers there are to choose from.
pub const CUSTOMERS: i64 = 28 * 20;

/// The name of a made-up customer, the same for the same number.
pub fn customer(number: i64) -> String {
    let at = |list: &[&'static str], index: i64| {
        usize::try_from(index).map_or("", |index| {
            list.get(index % list.len()).copied().unwrap_or("")
        })
    };
    let first = at(&FIRST, number);
    // Neighbouring numbers have different trades.
    let kind = at(&KIND, number / 28 + number * 7);
    format!("{first} {kind}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn customers_are_many_and_named_within_bounds() {
        let names: HashSet<String> = (0..CUSTOMERS).map(customer).collect();
        assert_eq!(names.len(), 560);
        assert!(names.iter().all(|name| name.chars().count() <= 120));
    }

    #[test]
    fn goods_keep_to_the_bounds_of_the_books() {
        for good in SOLD.iter().chain(&BOUGHT) {
            let (low, high, step) = good.quantity_milli;
            assert!(0 < low && low <= high && step > 0, "{}", good.name);
            assert!(0 < good.price_minor.0 && good.price_minor.0 <= good.price_minor.1);
        }
    }
}
