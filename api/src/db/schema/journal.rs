//! Tables of the journal, and of the texts beside it that can be erased.

diesel::table! {
    events (seq) {
        seq -> BigInt,
        epoch -> BigInt,
        at -> BigInt,
        action -> Text,
        outcome -> Text,
        actor -> Nullable<Text>,
        role -> Nullable<Text>,
        session -> Nullable<Text>,
        token -> Nullable<Text>,
        ip -> Nullable<Text>,
        request_id -> Nullable<Text>,
        entity -> Text,
        entity_id -> Nullable<Text>,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        payload_digest -> Text,
        prev -> Text,
        mac -> Text,
    }
}

diesel::table! {
    erasable_texts (digest) {
        digest -> Text,
        user_id -> Text,
        text -> Text,
        replaced_at -> Nullable<BigInt>,
    }
}
