//! Closed lists of numbers, as the protocol is full of them.

/// Declares enums whose variants are numbers on the wire. The conversions are spelled out by number, so that two
/// lists with the same names and other numbers cannot be mistaken for each other.
macro_rules! wire_numbers {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant = $number,)+
        }

        impl $name {
            /// All of them, by number.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// From its number on the wire.
            pub fn from_number(number: i16) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// Its number on the wire.
            pub fn number(self) -> i16 {
                match self {
                    $(Self::$variant => $number,)+
                }
            }
        }
    )+};
}
pub(crate) use wire_numbers;
