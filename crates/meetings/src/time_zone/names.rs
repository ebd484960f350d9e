//! What the names of zones say, for those who need a name.
//!
//! Three kinds of names are seen: IANA's ("Europe/Berlin"), Windows' ("W. Europe Standard Time", the same in every
//! language) and what Windows shows to people ("(UTC+01:00) Amsterdam, Berlin, Bern", "Mitteleuropäische Zeit"). The
//! first two name a zone; CLDR's table says which IANA zone a Windows one is. The third is not read: it is cut,
//! localised, and some servers put into it what they like.

use chrono_tz::Tz;
use icu_time::zone::WindowsParser;
use icu_time::zone::iana::IanaParserExtended;

/// The IANA zone of this name, which may be Windows' name for it; `None` for a name of any other kind.
pub fn zone_named(name: &str) -> Option<Tz> {
    let name = name.trim();
    // Windows has no third name for its daylight half: it replaces "Standard" in the first.
    name.parse()
        .ok()
        .or_else(|| of_windows(name))
        .or_else(|| of_windows(&name.replace("Daylight", "Standard")))
}

fn of_windows(name: &str) -> Option<Tz> {
    let zone = WindowsParser::new().parse(name, None)?;
    IanaParserExtended::new().iter().find(|iana| iana.time_zone == zone)?.canonical.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_windows_are_found_in_either_half_of_the_year() {
        for (name, zone) in [
            ("W. Europe Standard Time", Tz::Europe__Berlin),
            ("W. Europe Daylight Time", Tz::Europe__Berlin),
            ("Romance Standard Time", Tz::Europe__Paris),
            ("GMT Standard Time", Tz::Europe__London),
            ("Pacific Standard Time", Tz::America__Los_Angeles),
            ("India Standard Time", Tz::Asia__Kolkata),
            ("Morocco Standard Time", Tz::Africa__Casablanca),
            ("Lord Howe Standard Time", Tz::Australia__Lord_Howe),
            ("Aus Central W. Standard Time", Tz::Australia__Eucla),
            ("Line Islands Standard Time", Tz::Pacific__Kiritimati),
        ] {
            assert_eq!(zone_named(name), Some(zone), "{name}");
        }
    }

    #[test]
    fn names_of_the_iana_database_are_their_own() {
        assert_eq!(zone_named("Europe/Kyiv"), Some(Tz::Europe__Kyiv));
        assert_eq!(zone_named(" Asia/Calcutta "), Some(Tz::Asia__Calcutta));
    }

    #[test]
    fn what_is_shown_to_people_names_no_zone() {
        for name in [
            "",
            "(UTC+01:00) Amsterdam, Berlin, B",
            "(UTC-08:00) Pacific Time (US & C",
            "Mitteleuropäische Zeit",
            "Hora de verano romance",
            "W. Europe",
            "東京 (標準時)",
        ] {
            assert_eq!(zone_named(name), None, "{name}");
        }
    }
}
