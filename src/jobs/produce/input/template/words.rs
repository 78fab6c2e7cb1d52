//! Words to fill templates with.

/// First names.
pub(super) const FIRST: &[&str] = &[
    "Ada", "Amara", "Anouk", "Bao", "Carlos", "Chiara", "Daria", "Elif", "Emeka", "Farid", "Greta", "Hana", "Ines",
    "Ivan", "Jonas", "Kofi", "Lena", "Mateo", "Mei", "Nadia", "Noor", "Olga", "Pedro", "Priya", "Ravi", "Rosa", "Sami",
    "Tariq", "Uma", "Yuki", "Zoe",
];

/// Last names.
pub(super) const LAST: &[&str] = &[
    "Adeyemi", "Andersen", "Bauer", "Castro", "Chen", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad",
    "Ivanova", "Jansen", "Kaya", "Khan", "Kowalski", "Lopez", "Mensah", "Moreau", "Nakamura", "Novak", "Okafor",
    "Patel", "Rossi", "Santos", "Silva", "Singh", "Tanaka", "Weber", "Yilmaz", "Zhang",
];

/// Cities.
pub(super) const CITIES: &[&str] = &[
    "Accra", "Ankara", "Athens", "Bangkok", "Berlin", "Bogota", "Cairo", "Dublin", "Hanoi", "Helsinki", "Istanbul",
    "Jakarta", "Lagos", "Lima", "Lisbon", "London", "Madrid", "Manila", "Mumbai", "Nairobi", "Oslo", "Paris", "Prague",
    "Quito", "Rome", "Santiago", "Seoul", "Tokyo", "Toronto", "Vienna", "Warsaw",
];

/// Common nouns.
pub(super) const WORDS: &[&str] = &[
    "apple", "anchor", "basket", "bridge", "candle", "carpet", "castle", "copper", "engine", "feather", "forest",
    "garden", "hammer", "harbor", "island", "jacket", "kettle", "ladder", "lantern", "market", "mirror", "needle",
    "orange", "pencil", "pepper", "pillow", "river", "saddle", "silver", "summer", "ticket", "tunnel", "valley",
    "velvet", "violin", "window", "winter",
];
