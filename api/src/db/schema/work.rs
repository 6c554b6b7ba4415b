//! Tables of long work and of imports, in diesel's words.

diesel::table! {
    import_batches (id) {
        id -> Text,
        status -> Text,
        time_zone -> Text,
        bytes -> BigInt,
        source_digest -> Text,
        done -> BigInt,
        total -> BigInt,
        report -> Nullable<Text>,
        problem -> Nullable<Text>,
        created_by -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
        shop_currency -> Nullable<Text>,
        shop_time_zone -> Nullable<Text>,
        discarded_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    import_rows (batch_id, position) {
        batch_id -> Text,
        position -> BigInt,
        source_table -> Text,
        source_id -> Text,
        source_created -> Text,
        content_digest -> Text,
        outcome -> Text,
        label -> Text,
        occurred_at -> Nullable<BigInt>,
        source_minor -> Nullable<BigInt>,
        reasons -> Text,
        entity_id -> Nullable<Text>,
        content -> Nullable<Text>,
        said -> Nullable<Text>,
    }
}

diesel::table! {
    operations (id) {
        id -> Text,
        kind -> Text,
        subject_id -> Text,
        status -> Text,
        done -> BigInt,
        total -> BigInt,
        problem -> Nullable<Text>,
        actor -> Text,
        created_by -> Nullable<Text>,
        runner -> Nullable<Text>,
        lease_until -> BigInt,
        cancel_requested -> Bool,
        attempts -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}
