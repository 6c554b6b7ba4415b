//! The closed lists of the journal. A word that was written once stays in its list: the journal never forgets.

closed_enum! {
    /// What was done. Names of the security trail are OWASP's.
    Action {
        JobCreated = "job.created",
        JobUpdated = "job.updated",
        JobCompleted = "job.completed",
        JobReopened = "job.reopened",
        JobDeleted = "job.deleted",
        JobRestored = "job.restored",
        JobImported = "job.imported",
        ExpenditureCreated = "expenditure.created",
        ExpenditureUpdated = "expenditure.updated",
        ExpenditureDeleted = "expenditure.deleted",
        ExpenditureRestored = "expenditure.restored",
        ExpenditureImported = "expenditure.imported",
        CustomerCreated = "customer.created",
        CustomerRenamed = "customer.renamed",
        UserCreated = "user.created",
        UserUpdated = "user.updated",
        UserDisabled = "user.disabled",
        UserEnabled = "user.enabled",
        UserCodeIssued = "user.code_issued",
        UserSignInCodeIssued = "user.sign_in_code_issued",
        UserUnlocked = "user.unlocked",
        UserAddressForgotten = "user.address_forgotten",
        UserImported = "user.imported",
        SettingsCreated = "settings.created",
        SettingsUpdated = "settings.updated",
        ImportBegun = "import.begun",
        ImportCommitted = "import.committed",
        ImportDiscarded = "import.discarded",
        SessionEnded = "session.ended",
        SessionEndedEverywhere = "session.ended_everywhere",
        SessionMoved = "session.moved",
        KeyMade = "key.made",
        KeyRotated = "key.rotated",
        SecretRotationDue = "secret_rotation_due",
        ListExported = "list.exported",
        AuditRead = "audit.read",
        AuditVerified = "audit.verified",
        AuditErased = "audit.erased",
        AuditPruned = "audit.pruned",
        BackupMade = "backup.made",
        BackupTried = "backup.tried",
        BackupRemoved = "backup.removed",
        BackupDownloaded = "backup.downloaded",
        BackupRestored = "backup.restored",
        AuthnLoginSuccess = "authn_login_success",
        AuthnLoginSuccessAfterFail = "authn_login_successafterfail",
        AuthnLoginFail = "authn_login_fail",
        AuthnLoginFailMax = "authn_login_fail_max",
        CredStuffing = "cred_stuffing",
        AuthnLogout = "authn_logout",
        AuthnPasswordChange = "authn_password_change",
        DeviceAdded = "device.added",
        DeviceForgotten = "device.forgotten",
        FactorAdded = "factor.added",
        FactorRemoved = "factor.removed",
        FactorReset = "factor.reset",
        RecoveryCodesMade = "factor.recovery_codes_made",
        TokenMade = "token.made",
        TokenRevoked = "token.revoked",
        AuthnStepUp = "authn.step_up",
        AuthnTokenReuse = "authn_token_reuse",
        AuthzFail = "authz_fail",
        InputValidationFail = "input_validation_fail",
        ExcessRateLimitExceeded = "excess_rate_limit_exceeded",
    }
}

closed_enum! {
    /// The kind of record that an event is about.
    Entity {
        Job = "job",
        Expenditure = "expenditure",
        Customer = "customer",
        User = "user",
        Settings = "settings",
        Import = "import",
        Session = "session",
        Audit = "audit",
        Export = "export",
        Key = "key",
        Backup = "backup",
        SignIn = "sign-in",
        Refusals = "refusals",
    }
}

closed_enum! {
    /// How it ended: done, or refused in a way that belongs into the journal.
    Outcome {
        Success = "success",
        Failure = "failure",
    }
}
