//! What is counted against whoever guesses.

diesel::table! {
    guessed_names (name_digest) {
        name_digest -> Text,
        failures -> BigInt,
        last_at -> BigInt,
        told -> Bool,
    }
}

diesel::table! {
    shut_addresses (address) {
        address -> Text,
        until -> BigInt,
    }
}

diesel::table! {
    failure_hours (hour) {
        hour -> BigInt,
        failures -> BigInt,
    }
}
