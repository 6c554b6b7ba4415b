//! Personal access tokens.

diesel::table! {
    personal_tokens (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        digest -> Text,
        last_four -> Text,
        scopes -> Text,
        addresses -> Text,
        token_epoch -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        last_address -> Nullable<Text>,
    }
}
