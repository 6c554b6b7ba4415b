//! Second factors, and sign-ins that wait for one.

diesel::table! {
    totp (user_id) {
        user_id -> Text,
        sealed -> Nullable<Text>,
        since -> Nullable<BigInt>,
        pending -> Nullable<Text>,
        pending_at -> Nullable<BigInt>,
        last_step -> BigInt,
        spoiled_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (digest) {
        digest -> Text,
        user_id -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sign_in_tickets (digest) {
        digest -> Text,
        user_id -> Text,
        token_version -> BigInt,
        device_id -> Nullable<Text>,
        must_change_password -> Bool,
        after_failures -> Bool,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    factor_failures (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        at -> BigInt,
    }
}
