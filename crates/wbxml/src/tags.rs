//! The code pages of ActiveSync 2.5 to 16.1, as one table that can be laid beside MS-ASWBXML 2.1.2.1.
//!
//! Each page lists what the specification lists, in its order: token, element name, the constant it gets
//! here, and the first protocol version that has it ("2.5" includes everything older). The `legacy` list
//! of a page holds tokens that old servers may still send but that the specification no longer has: they are
//! decoded under their names and have no constant, so that nothing here can send them by accident.
//!
//! What becomes of a row is in `tag.rs`; what the elements mean is left to the `eas` crate.

use crate::tag::code_pages;

code_pages! {
    0 AirSync airsync {
        0x05 Sync              SYNC               2.5
        0x06 Responses         RESPONSES          2.5
        0x07 Add               ADD                2.5
        0x08 Change            CHANGE             2.5
        0x09 Delete            DELETE             2.5
        0x0A Fetch             FETCH              2.5
        0x0B SyncKey           SYNC_KEY           2.5
        0x0C ClientId          CLIENT_ID          2.5
        0x0D ServerId          SERVER_ID          2.5
        0x0E Status            STATUS             2.5
        0x0F Collection        COLLECTION         2.5
        0x10 Class             CLASS              2.5
        0x12 CollectionId      COLLECTION_ID      2.5
        0x13 GetChanges        GET_CHANGES        2.5
        0x14 MoreAvailable     MORE_AVAILABLE     2.5
        0x15 WindowSize        WINDOW_SIZE        2.5
        0x16 Commands          COMMANDS           2.5
        0x17 Options           OPTIONS            2.5
        0x18 FilterType        FILTER_TYPE        2.5
        0x1B Conflict          CONFLICT           2.5
        0x1C Collections       COLLECTIONS        2.5
        0x1D ApplicationData   APPLICATION_DATA   2.5
        0x1E DeletesAsMoves    DELETES_AS_MOVES   2.5
        0x20 Supported         SUPPORTED          2.5
        0x21 SoftDelete        SOFT_DELETE        2.5
        0x22 MIMESupport       MIME_SUPPORT       2.5
        0x23 MIMETruncation    MIME_TRUNCATION    2.5
        0x24 Wait              WAIT               12.1
        0x25 Limit             LIMIT              12.1
        0x26 Partial           PARTIAL            12.1
        0x27 ConversationMode  CONVERSATION_MODE  14.0
        0x28 MaxItems          MAX_ITEMS          14.0
        0x29 HeartbeatInterval HEARTBEAT_INTERVAL 14.0
    } legacy {
        0x11 Version
        0x19 Truncation
        0x1A RTFTruncation
        0x1F NotifyGUID
    }

    1 Contacts contacts {
        0x05 Anniversary               ANNIVERSARY                  2.5
        0x06 AssistantName             ASSISTANT_NAME               2.5
        0x07 AssistantPhoneNumber      ASSISTANT_PHONE_NUMBER       2.5
        0x08 Birthday                  BIRTHDAY                     2.5
        0x0C Business2PhoneNumber      BUSINESS2_PHONE_NUMBER       2.5
        0x0D BusinessAddressCity       BUSINESS_ADDRESS_CITY        2.5
        0x0E BusinessAddressCountry    BUSINESS_ADDRESS_COUNTRY     2.5
        0x0F BusinessAddressPostalCode BUSINESS_ADDRESS_POSTAL_CODE 2.5
        0x10 BusinessAddressState      BUSINESS_ADDRESS_STATE       2.5
        0x11 BusinessAddressStreet     BUSINESS_ADDRESS_STREET      2.5
        0x12 BusinessFaxNumber         BUSINESS_FAX_NUMBER          2.5
        0x13 BusinessPhoneNumber       BUSINESS_PHONE_NUMBER        2.5
        0x14 CarPhoneNumber            CAR_PHONE_NUMBER             2.5
        0x15 Categories                CATEGORIES                   2.5
        0x16 Category                  CATEGORY                     2.5
        0x17 Children                  CHILDREN                     2.5
        0x18 Child                     CHILD                        2.5
        0x19 CompanyName               COMPANY_NAME                 2.5
        0x1A Department                DEPARTMENT                   2.5
        0x1B Email1Address             EMAIL1_ADDRESS               2.5
        0x1C Email2Address             EMAIL2_ADDRESS               2.5
        0x1D Email3Address             EMAIL3_ADDRESS               2.5
        0x1E FileAs                    FILE_AS                      2.5
        0x1F FirstName                 FIRST_NAME                   2.5
        0x20 Home2PhoneNumber          HOME2_PHONE_NUMBER           2.5
        0x21 HomeAddressCity           HOME_ADDRESS_CITY            2.5
        0x22 HomeAddressCountry        HOME_ADDRESS_COUNTRY         2.5
        0x23 HomeAddressPostalCode     HOME_ADDRESS_POSTAL_CODE     2.5
        0x24 HomeAddressState          HOME_ADDRESS_STATE           2.5
        0x25 HomeAddressStreet         HOME_ADDRESS_STREET          2.5
        0x26 HomeFaxNumber             HOME_FAX_NUMBER              2.5
        0x27 HomePhoneNumber           HOME_PHONE_NUMBER            2.5
        0x28 JobTitle                  JOB_TITLE                    2.5
        0x29 LastName                  LAST_NAME                    2.5
        0x2A MiddleName                MIDDLE_NAME                  2.5
        0x2B MobilePhoneNumber         MOBILE_PHONE_NUMBER          2.5
        0x2C OfficeLocation            OFFICE_LOCATION              2.5
        0x2D OtherAddressCity          OTHER_ADDRESS_CITY           2.5
        0x2E OtherAddressCountry       OTHER_ADDRESS_COUNTRY        2.5
        0x2F OtherAddressPostalCode    OTHER_ADDRESS_POSTAL_CODE    2.5
        0x30 OtherAddressState         OTHER_ADDRESS_STATE          2.5
        0x31 OtherAddressStreet        OTHER_ADDRESS_STREET         2.5
        0x32 PagerNumber               PAGER_NUMBER                 2.5
        0x33 RadioPhoneNumber          RADIO_PHONE_NUMBER           2.5
        0x34 Spouse                    SPOUSE                       2.5
        0x35 Suffix                    SUFFIX                       2.5
        0x36 Title                     TITLE                        2.5
        0x37 WebPage                   WEB_PAGE                     2.5
        0x38 YomiCompanyName           YOMI_COMPANY_NAME            2.5
        0x39 YomiFirstName             YOMI_FIRST_NAME              2.5
        0x3A YomiLastName              YOMI_LAST_NAME               2.5
        0x3C Picture                   PICTURE                      2.5
        0x3D Alias                     ALIAS                        14.0
        0x3E WeightedRank              WEIGHTED_RANK                14.0
    } legacy {
        0x09 Body
        0x0A BodySize
        0x0B BodyTruncated
        0x3B CompressedRTF
    }

    2 Email email {
        0x0F DateReceived            DATE_RECEIVED              2.5
        0x11 DisplayTo               DISPLAY_TO                 2.5
        0x12 Importance              IMPORTANCE                 2.5
        0x13 MessageClass            MESSAGE_CLASS              2.5
        0x14 Subject                 SUBJECT                    2.5
        0x15 Read                    READ                       2.5
        0x16 To                      TO                         2.5
        0x17 Cc                      CC                         2.5
        0x18 From                    FROM                       2.5
        0x19 ReplyTo                 REPLY_TO                   2.5
        0x1A AllDayEvent             ALL_DAY_EVENT              2.5
        0x1B Categories              CATEGORIES                 14.0
        0x1C Category                CATEGORY                   14.0
        0x1D DtStamp                 DT_STAMP                   2.5
        0x1E EndTime                 END_TIME                   2.5
        0x1F InstanceType            INSTANCE_TYPE              2.5
        0x20 BusyStatus              BUSY_STATUS                2.5
        0x21 Location                LOCATION                   2.5
        0x22 MeetingRequest          MEETING_REQUEST            2.5
        0x23 Organizer               ORGANIZER                  2.5
        0x24 RecurrenceId            RECURRENCE_ID              2.5
        0x25 Reminder                REMINDER                   2.5
        0x26 ResponseRequested       RESPONSE_REQUESTED         2.5
        0x27 Recurrences             RECURRENCES                2.5
        0x28 Recurrence              RECURRENCE                 2.5
        0x29 Type                    TYPE                       2.5
        0x2A Until                   UNTIL                      2.5
        0x2B Occurrences             OCCURRENCES                2.5
        0x2C Interval                INTERVAL                   2.5
        0x2D DayOfWeek               DAY_OF_WEEK                2.5
        0x2E DayOfMonth              DAY_OF_MONTH               2.5
        0x2F WeekOfMonth             WEEK_OF_MONTH              2.5
        0x30 MonthOfYear             MONTH_OF_YEAR              2.5
        0x31 StartTime               START_TIME                 2.5
        0x32 Sensitivity             SENSITIVITY                2.5
        0x33 TimeZone                TIME_ZONE                  2.5
        0x34 GlobalObjId             GLOBAL_OBJ_ID              2.5
        0x35 ThreadTopic             THREAD_TOPIC               2.5
        0x39 InternetCPID            INTERNET_CPID              2.5
        0x3A Flag                    FLAG                       12.0
        0x3B Status                  STATUS                     12.0
        0x3C ContentClass            CONTENT_CLASS              12.0
        0x3D FlagType                FLAG_TYPE                  12.0
        0x3E CompleteTime            COMPLETE_TIME              12.0
        0x3F DisallowNewTimeProposal DISALLOW_NEW_TIME_PROPOSAL 14.0
    } legacy {
        0x05 Attachment
        0x06 Attachments
        0x07 AttName
        0x08 AttSize
        0x09 Att0Id
        0x0A AttMethod
        0x0B AttRemoved
        0x0C Body
        0x0D BodySize
        0x0E BodyTruncated
        0x10 DisplayName
        0x36 MIMEData
        0x37 MIMETruncated
        0x38 MIMESize
    }

    3 AirNotify air_notify {
    } legacy {
        0x05 Notify
        0x06 Notification
        0x07 Version
        0x08 LifeTime
        0x09 DeviceInfo
        0x0A Enable
        0x0B Folder
        0x0C ServerId
        0x0D DeviceAddress
        0x0E ValidCarrierProfiles
        0x0F CarrierProfile
        0x10 Status
        0x11 Responses
        0x12 Devices
        0x13 Device
        0x14 Id
        0x15 Expiry
        0x16 NotifyGUID
    }

    4 Calendar calendar {
        0x05 Timezone                  TIMEZONE                     2.5
        0x06 AllDayEvent               ALL_DAY_EVENT                2.5
        0x07 Attendees                 ATTENDEES                    2.5
        0x08 Attendee                  ATTENDEE                     2.5
        0x09 Email                     EMAIL                        2.5
        0x0A Name                      NAME                         2.5
        0x0D BusyStatus                BUSY_STATUS                  2.5
        0x0E Categories                CATEGORIES                   2.5
        0x0F Category                  CATEGORY                     2.5
        0x11 DtStamp                   DT_STAMP                     2.5
        0x12 EndTime                   END_TIME                     2.5
        0x13 Exception                 EXCEPTION                    2.5
        0x14 Exceptions                EXCEPTIONS                   2.5
        0x15 Deleted                   DELETED                      2.5
        0x16 ExceptionStartTime        EXCEPTION_START_TIME         2.5
        0x17 Location                  LOCATION                     2.5
        0x18 MeetingStatus             MEETING_STATUS               2.5
        0x19 OrganizerEmail            ORGANIZER_EMAIL              2.5
        0x1A OrganizerName             ORGANIZER_NAME               2.5
        0x1B Recurrence                RECURRENCE                   2.5
        0x1C Type                      TYPE                         2.5
        0x1D Until                     UNTIL                        2.5
        0x1E Occurrences               OCCURRENCES                  2.5
        0x1F Interval                  INTERVAL                     2.5
        0x20 DayOfWeek                 DAY_OF_WEEK                  2.5
        0x21 DayOfMonth                DAY_OF_MONTH                 2.5
        0x22 WeekOfMonth               WEEK_OF_MONTH                2.5
        0x23 MonthOfYear               MONTH_OF_YEAR                2.5
        0x24 Reminder                  REMINDER                     2.5
        0x25 Sensitivity               SENSITIVITY                  2.5
        0x26 Subject                   SUBJECT                      2.5
        0x27 StartTime                 START_TIME                   2.5
        0x28 UID                       UID                          2.5
        0x29 AttendeeStatus            ATTENDEE_STATUS              12.0
        0x2A AttendeeType              ATTENDEE_TYPE                12.0
        0x33 DisallowNewTimeProposal   DISALLOW_NEW_TIME_PROPOSAL   14.0
        0x34 ResponseRequested         RESPONSE_REQUESTED           14.0
        0x35 AppointmentReplyTime      APPOINTMENT_REPLY_TIME       14.0
        0x36 ResponseType              RESPONSE_TYPE                14.0
        0x37 CalendarType              CALENDAR_TYPE                14.0
        0x38 IsLeapMonth               IS_LEAP_MONTH                14.0
        0x39 FirstDayOfWeek            FIRST_DAY_OF_WEEK            14.1
        0x3A OnlineMeetingConfLink     ONLINE_MEETING_CONF_LINK     14.1
        0x3B OnlineMeetingExternalLink ONLINE_MEETING_EXTERNAL_LINK 14.1
        0x3C ClientUid                 CLIENT_UID                   16.0
    } legacy {
        0x0B Body
        0x0C BodyTruncated
        0x10 CompressedRTF
        0x2B Attachment
        0x2C Attachments
        0x2D AttName
        0x2E AttSize
        0x2F AttOid
        0x30 AttMethod
        0x31 AttRemoved
        0x32 DisplayName
    }

    5 Move move_items {
        0x05 MoveItems MOVE_ITEMS 2.5
        0x06 Move      MOVE       2.5
        0x07 SrcMsgId  SRC_MSG_ID 2.5
        0x08 SrcFldId  SRC_FLD_ID 2.5
        0x09 DstFldId  DST_FLD_ID 2.5
        0x0A Response  RESPONSE   2.5
        0x0B Status    STATUS     2.5
        0x0C DstMsgId  DST_MSG_ID 2.5
    } legacy {
    }

    6 GetItemEstimate get_item_estimate {
        0x05 GetItemEstimate GET_ITEM_ESTIMATE 2.5
        0x07 Collections     COLLECTIONS       2.5
        0x08 Collection      COLLECTION        2.5
        0x09 Class           CLASS             2.5
        0x0A CollectionId    COLLECTION_ID     2.5
        0x0C Estimate        ESTIMATE          2.5
        0x0D Response        RESPONSE          2.5
        0x0E Status          STATUS            2.5
    } legacy {
        0x06 Version
        0x0B DateTime
    }

    7 FolderHierarchy folder_hierarchy {
        0x05 Folders      FOLDERS       2.5
        0x06 Folder       FOLDER        2.5
        0x07 DisplayName  DISPLAY_NAME  2.5
        0x08 ServerId     SERVER_ID     2.5
        0x09 ParentId     PARENT_ID     2.5
        0x0A Type         TYPE          2.5
        0x0C Status       STATUS        2.5
        0x0E Changes      CHANGES       2.5
        0x0F Add          ADD           2.5
        0x10 Delete       DELETE        2.5
        0x11 Update       UPDATE        2.5
        0x12 SyncKey      SYNC_KEY      2.5
        0x13 FolderCreate FOLDER_CREATE 2.5
        0x14 FolderDelete FOLDER_DELETE 2.5
        0x15 FolderUpdate FOLDER_UPDATE 2.5
        0x16 FolderSync   FOLDER_SYNC   2.5
        0x17 Count        COUNT         2.5
    } legacy {
        0x0B Response
        0x0D ContentClass
        0x18 Version
    }

    8 MeetingResponse meeting_response {
        0x05 CalendarId        CALENDAR_ID         2.5
        0x06 CollectionId      COLLECTION_ID       2.5
        0x07 MeetingResponse   MEETING_RESPONSE    2.5
        0x08 RequestId         REQUEST_ID          2.5
        0x09 Request           REQUEST             2.5
        0x0A Result            RESULT              2.5
        0x0B Status            STATUS              2.5
        0x0C UserResponse      USER_RESPONSE       2.5
        0x0E InstanceId        INSTANCE_ID         14.1
        0x10 ProposedStartTime PROPOSED_START_TIME 16.1
        0x11 ProposedEndTime   PROPOSED_END_TIME   16.1
        0x12 SendResponse      SEND_RESPONSE       16.0
    } legacy {
        0x0D Version
    }

    9 Tasks tasks {
        0x08 Categories     CATEGORIES        2.5
        0x09 Category       CATEGORY          2.5
        0x0A Complete       COMPLETE          2.5
        0x0B DateCompleted  DATE_COMPLETED    2.5
        0x0C DueDate        DUE_DATE          2.5
        0x0D UtcDueDate     UTC_DUE_DATE      2.5
        0x0E Importance     IMPORTANCE        2.5
        0x0F Recurrence     RECURRENCE        2.5
        0x10 Type           TYPE              2.5
        0x11 Start          START             2.5
        0x12 Until          UNTIL             2.5
        0x13 Occurrences    OCCURRENCES       2.5
        0x14 Interval       INTERVAL          2.5
        0x15 DayOfMonth     DAY_OF_MONTH      2.5
        0x16 DayOfWeek      DAY_OF_WEEK       2.5
        0x17 WeekOfMonth    WEEK_OF_MONTH     2.5
        0x18 MonthOfYear    MONTH_OF_YEAR     2.5
        0x19 Regenerate     REGENERATE        2.5
        0x1A DeadOccur      DEAD_OCCUR        2.5
        0x1B ReminderSet    REMINDER_SET      2.5
        0x1C ReminderTime   REMINDER_TIME     2.5
        0x1D Sensitivity    SENSITIVITY       2.5
        0x1E StartDate      START_DATE        2.5
        0x1F UtcStartDate   UTC_START_DATE    2.5
        0x20 Subject        SUBJECT           2.5
        0x22 OrdinalDate    ORDINAL_DATE      12.0
        0x23 SubOrdinalDate SUB_ORDINAL_DATE  12.0
        0x24 CalendarType   CALENDAR_TYPE     14.0
        0x25 IsLeapMonth    IS_LEAP_MONTH     14.0
        0x26 FirstDayOfWeek FIRST_DAY_OF_WEEK 14.1
    } legacy {
        0x05 Body
        0x06 BodySize
        0x07 BodyTruncated
        0x21 CompressedRTF
    }

    10 ResolveRecipients resolve_recipients {
        0x05 ResolveRecipients      RESOLVE_RECIPIENTS       2.5
        0x06 Response               RESPONSE                 2.5
        0x07 Status                 STATUS                   2.5
        0x08 Type                   TYPE                     2.5
        0x09 Recipient              RECIPIENT                2.5
        0x0A DisplayName            DISPLAY_NAME             2.5
        0x0B EmailAddress           EMAIL_ADDRESS            2.5
        0x0C Certificates           CERTIFICATES             2.5
        0x0D Certificate            CERTIFICATE              2.5
        0x0E MiniCertificate        MINI_CERTIFICATE         2.5
        0x0F Options                OPTIONS                  2.5
        0x10 To                     TO                       2.5
        0x11 CertificateRetrieval   CERTIFICATE_RETRIEVAL    2.5
        0x12 RecipientCount         RECIPIENT_COUNT          2.5
        0x13 MaxCertificates        MAX_CERTIFICATES         2.5
        0x14 MaxAmbiguousRecipients MAX_AMBIGUOUS_RECIPIENTS 2.5
        0x15 CertificateCount       CERTIFICATE_COUNT        2.5
        0x16 Availability           AVAILABILITY             14.0
        0x17 StartTime              START_TIME               14.0
        0x18 EndTime                END_TIME                 14.0
        0x19 MergedFreeBusy         MERGED_FREE_BUSY         14.0
        0x1A Picture                PICTURE                  14.1
        0x1B MaxSize                MAX_SIZE                 14.1
        0x1C Data                   DATA                     14.1
        0x1D MaxPictures            MAX_PICTURES             14.1
    } legacy {
    }

    11 ValidateCert validate_cert {
        0x05 ValidateCert     VALIDATE_CERT     2.5
        0x06 Certificates     CERTIFICATES      2.5
        0x07 Certificate      CERTIFICATE       2.5
        0x08 CertificateChain CERTIFICATE_CHAIN 2.5
        0x09 CheckCRL         CHECK_CRL         2.5
        0x0A Status           STATUS            2.5
    } legacy {
    }

    12 Contacts2 contacts2 {
        0x05 CustomerId       CUSTOMER_ID        2.5
        0x06 GovernmentId     GOVERNMENT_ID      2.5
        0x07 IMAddress        IM_ADDRESS         2.5
        0x08 IMAddress2       IM_ADDRESS2        2.5
        0x09 IMAddress3       IM_ADDRESS3        2.5
        0x0A ManagerName      MANAGER_NAME       2.5
        0x0B CompanyMainPhone COMPANY_MAIN_PHONE 2.5
        0x0C AccountName      ACCOUNT_NAME       2.5
        0x0D NickName         NICK_NAME          2.5
        0x0E MMS              MMS                2.5
    } legacy {
    }

    13 Ping ping {
        0x05 Ping              PING               2.5
        0x07 Status            STATUS             2.5
        0x08 HeartbeatInterval HEARTBEAT_INTERVAL 2.5
        0x09 Folders           FOLDERS            2.5
        0x0A Folder            FOLDER             2.5
        0x0B Id                ID                 2.5
        0x0C Class             CLASS              2.5
        0x0D MaxFolders        MAX_FOLDERS        2.5
    } legacy {
        0x06 AutdState
        0x0E Version
    }

    14 Provision provision {
        0x05 Provision                                PROVISION                                    2.5
        0x06 Policies                                 POLICIES                                     2.5
        0x07 Policy                                   POLICY                                       2.5
        0x08 PolicyType                               POLICY_TYPE                                  2.5
        0x09 PolicyKey                                POLICY_KEY                                   2.5
        0x0A Data                                     DATA                                         2.5
        0x0B Status                                   STATUS                                       2.5
        0x0C RemoteWipe                               REMOTE_WIPE                                  2.5
        0x0D EASProvisionDoc                          EAS_PROVISION_DOC                            12.0
        0x0E DevicePasswordEnabled                    DEVICE_PASSWORD_ENABLED                      12.0
        0x0F AlphanumericDevicePasswordRequired       ALPHANUMERIC_DEVICE_PASSWORD_REQUIRED        12.0
        0x10 RequireStorageCardEncryption             REQUIRE_STORAGE_CARD_ENCRYPTION              12.1
        0x11 PasswordRecoveryEnabled                  PASSWORD_RECOVERY_ENABLED                    12.0
        0x13 AttachmentsEnabled                       ATTACHMENTS_ENABLED                          12.0
        0x14 MinDevicePasswordLength                  MIN_DEVICE_PASSWORD_LENGTH                   12.0
        0x15 MaxInactivityTimeDeviceLock              MAX_INACTIVITY_TIME_DEVICE_LOCK              12.0
        0x16 MaxDevicePasswordFailedAttempts          MAX_DEVICE_PASSWORD_FAILED_ATTEMPTS          12.0
        0x17 MaxAttachmentSize                        MAX_ATTACHMENT_SIZE                          12.0
        0x18 AllowSimpleDevicePassword                ALLOW_SIMPLE_DEVICE_PASSWORD                 12.0
        0x19 DevicePasswordExpiration                 DEVICE_PASSWORD_EXPIRATION                   12.0
        0x1A DevicePasswordHistory                    DEVICE_PASSWORD_HISTORY                      12.0
        0x1B AllowStorageCard                         ALLOW_STORAGE_CARD                           12.1
        0x1C AllowCamera                              ALLOW_CAMERA                                 12.1
        0x1D RequireDeviceEncryption                  REQUIRE_DEVICE_ENCRYPTION                    12.1
        0x1E AllowUnsignedApplications                ALLOW_UNSIGNED_APPLICATIONS                  12.1
        0x1F AllowUnsignedInstallationPackages        ALLOW_UNSIGNED_INSTALLATION_PACKAGES         12.1
        0x20 MinDevicePasswordComplexCharacters       MIN_DEVICE_PASSWORD_COMPLEX_CHARACTERS       12.1
        0x21 AllowWiFi                                ALLOW_WI_FI                                  12.1
        0x22 AllowTextMessaging                       ALLOW_TEXT_MESSAGING                         12.1
        0x23 AllowPOPIMAPEmail                        ALLOW_POPIMAP_EMAIL                          12.1
        0x24 AllowBluetooth                           ALLOW_BLUETOOTH                              12.1
        0x25 AllowIrDA                                ALLOW_IR_DA                                  12.1
        0x26 RequireManualSyncWhenRoaming             REQUIRE_MANUAL_SYNC_WHEN_ROAMING             12.1
        0x27 AllowDesktopSync                         ALLOW_DESKTOP_SYNC                           12.1
        0x28 MaxCalendarAgeFilter                     MAX_CALENDAR_AGE_FILTER                      12.1
        0x29 AllowHTMLEmail                           ALLOW_HTML_EMAIL                             12.1
        0x2A MaxEmailAgeFilter                        MAX_EMAIL_AGE_FILTER                         12.1
        0x2B MaxEmailBodyTruncationSize               MAX_EMAIL_BODY_TRUNCATION_SIZE               12.1
        0x2C MaxEmailHTMLBodyTruncationSize           MAX_EMAIL_HTML_BODY_TRUNCATION_SIZE          12.1
        0x2D RequireSignedSMIMEMessages               REQUIRE_SIGNED_SMIME_MESSAGES                12.1
        0x2E RequireEncryptedSMIMEMessages            REQUIRE_ENCRYPTED_SMIME_MESSAGES             12.1
        0x2F RequireSignedSMIMEAlgorithm              REQUIRE_SIGNED_SMIME_ALGORITHM               12.1
        0x30 RequireEncryptionSMIMEAlgorithm          REQUIRE_ENCRYPTION_SMIME_ALGORITHM           12.1
        0x31 AllowSMIMEEncryptionAlgorithmNegotiation ALLOW_SMIME_ENCRYPTION_ALGORITHM_NEGOTIATION 12.1
        0x32 AllowSMIMESoftCerts                      ALLOW_SMIME_SOFT_CERTS                       12.1
        0x33 AllowBrowser                             ALLOW_BROWSER                                12.1
        0x34 AllowConsumerEmail                       ALLOW_CONSUMER_EMAIL                         12.1
        0x35 AllowRemoteDesktop                       ALLOW_REMOTE_DESKTOP                         12.1
        0x36 AllowInternetSharing                     ALLOW_INTERNET_SHARING                       12.1
        0x37 UnapprovedInROMApplicationList           UNAPPROVED_IN_ROM_APPLICATION_LIST           12.1
        0x38 ApplicationName                          APPLICATION_NAME                             12.1
        0x39 ApprovedApplicationList                  APPROVED_APPLICATION_LIST                    12.1
        0x3A Hash                                     HASH                                         12.1
        0x3B AccountOnlyRemoteWipe                    ACCOUNT_ONLY_REMOTE_WIPE                     16.1
    } legacy {
        0x12 DocumentBrowseEnabled
    }

    15 Search search {
        0x05 Search         SEARCH          2.5
        0x07 Store          STORE           2.5
        0x08 Name           NAME            2.5
        0x09 Query          QUERY           2.5
        0x0A Options        OPTIONS         2.5
        0x0B Range          RANGE           2.5
        0x0C Status         STATUS          2.5
        0x0D Response       RESPONSE        2.5
        0x0E Result         RESULT          2.5
        0x0F Properties     PROPERTIES      2.5
        0x10 Total          TOTAL           2.5
        0x11 EqualTo        EQUAL_TO        12.0
        0x12 Value          VALUE           12.0
        0x13 And            AND             12.0
        0x14 Or             OR              12.0
        0x15 FreeText       FREE_TEXT       12.0
        0x17 DeepTraversal  DEEP_TRAVERSAL  12.0
        0x18 LongId         LONG_ID         12.0
        0x19 RebuildResults REBUILD_RESULTS 12.0
        0x1A LessThan       LESS_THAN       12.0
        0x1B GreaterThan    GREATER_THAN    12.0
        0x1E UserName       USER_NAME       12.1
        0x1F Password       PASSWORD        12.1
        0x20 ConversationId CONVERSATION_ID 14.0
        0x21 Picture        PICTURE         14.1
        0x22 MaxSize        MAX_SIZE        14.1
        0x23 MaxPictures    MAX_PICTURES    14.1
    } legacy {
        0x06 Stores
        0x1C Schema
        0x1D Supported
    }

    16 GAL gal {
        0x05 DisplayName  DISPLAY_NAME  2.5
        0x06 Phone        PHONE         2.5
        0x07 Office       OFFICE        2.5
        0x08 Title        TITLE         2.5
        0x09 Company      COMPANY       2.5
        0x0A Alias        ALIAS         2.5
        0x0B FirstName    FIRST_NAME    2.5
        0x0C LastName     LAST_NAME     2.5
        0x0D HomePhone    HOME_PHONE    2.5
        0x0E MobilePhone  MOBILE_PHONE  2.5
        0x0F EmailAddress EMAIL_ADDRESS 2.5
        0x10 Picture      PICTURE       14.1
        0x11 Status       STATUS        14.1
        0x12 Data         DATA          14.1
    } legacy {
    }

    17 AirSyncBase airsyncbase {
        0x05 BodyPreference     BODY_PREFERENCE      12.0
        0x06 Type               TYPE                 12.0
        0x07 TruncationSize     TRUNCATION_SIZE      12.0
        0x08 AllOrNone          ALL_OR_NONE          12.0
        0x0A Body               BODY                 12.0
        0x0B Data               DATA                 12.0
        0x0C EstimatedDataSize  ESTIMATED_DATA_SIZE  12.0
        0x0D Truncated          TRUNCATED            12.0
        0x0E Attachments        ATTACHMENTS          12.0
        0x0F Attachment         ATTACHMENT           12.0
        0x10 DisplayName        DISPLAY_NAME         12.0
        0x11 FileReference      FILE_REFERENCE       12.0
        0x12 Method             METHOD               12.0
        0x13 ContentId          CONTENT_ID           12.0
        0x14 ContentLocation    CONTENT_LOCATION     12.0
        0x15 IsInline           IS_INLINE            12.0
        0x16 NativeBodyType     NATIVE_BODY_TYPE     12.0
        0x17 ContentType        CONTENT_TYPE         12.0
        0x18 Preview            PREVIEW              14.0
        0x19 BodyPartPreference BODY_PART_PREFERENCE 14.1
        0x1A BodyPart           BODY_PART            14.1
        0x1B Status             STATUS               14.1
        0x1C Add                ADD                  16.0
        0x1D Delete             DELETE               16.0
        0x1E ClientId           CLIENT_ID            16.0
        0x1F Content            CONTENT              16.0
        0x20 Location           LOCATION             16.0
        0x21 Annotation         ANNOTATION           16.0
        0x22 Street             STREET               16.0
        0x23 City               CITY                 16.0
        0x24 State              STATE                16.0
        0x25 Country            COUNTRY              16.0
        0x26 PostalCode         POSTAL_CODE          16.0
        0x27 Latitude           LATITUDE             16.0
        0x28 Longitude          LONGITUDE            16.0
        0x29 Accuracy           ACCURACY             16.0
        0x2A Altitude           ALTITUDE             16.0
        0x2B AltitudeAccuracy   ALTITUDE_ACCURACY    16.0
        0x2C LocationUri        LOCATION_URI         16.0
        0x2D InstanceId         INSTANCE_ID          16.0
    } legacy {
    }

    18 Settings settings {
        0x05 Settings                    SETTINGS                      12.0
        0x06 Status                      STATUS                        12.0
        0x07 Get                         GET                           12.0
        0x08 Set                         SET                           12.0
        0x09 Oof                         OOF                           12.0
        0x0A OofState                    OOF_STATE                     12.0
        0x0B StartTime                   START_TIME                    12.0
        0x0C EndTime                     END_TIME                      12.0
        0x0D OofMessage                  OOF_MESSAGE                   12.0
        0x0E AppliesToInternal           APPLIES_TO_INTERNAL           12.0
        0x0F AppliesToExternalKnown      APPLIES_TO_EXTERNAL_KNOWN     12.0
        0x10 AppliesToExternalUnknown    APPLIES_TO_EXTERNAL_UNKNOWN   12.0
        0x11 Enabled                     ENABLED                       12.0
        0x12 ReplyMessage                REPLY_MESSAGE                 12.0
        0x13 BodyType                    BODY_TYPE                     12.0
        0x14 DevicePassword              DEVICE_PASSWORD               12.0
        0x15 Password                    PASSWORD                      12.0
        0x16 DeviceInformation           DEVICE_INFORMATION            12.0
        0x17 Model                       MODEL                         12.0
        0x18 IMEI                        IMEI                          12.0
        0x19 FriendlyName                FRIENDLY_NAME                 12.0
        0x1A OS                          OS                            12.0
        0x1B OSLanguage                  OS_LANGUAGE                   12.0
        0x1C PhoneNumber                 PHONE_NUMBER                  12.0
        0x1D UserInformation             USER_INFORMATION              12.0
        0x1E EmailAddresses              EMAIL_ADDRESSES               12.0
        0x1F SMTPAddress                 SMTP_ADDRESS                  12.0
        0x20 UserAgent                   USER_AGENT                    12.1
        0x21 EnableOutboundSMS           ENABLE_OUTBOUND_SMS           14.0
        0x22 MobileOperator              MOBILE_OPERATOR               14.0
        0x23 PrimarySmtpAddress          PRIMARY_SMTP_ADDRESS          14.1
        0x24 Accounts                    ACCOUNTS                      14.1
        0x25 Account                     ACCOUNT                       14.1
        0x26 AccountId                   ACCOUNT_ID                    14.1
        0x27 AccountName                 ACCOUNT_NAME                  14.1
        0x28 UserDisplayName             USER_DISPLAY_NAME             14.1
        0x29 SendDisabled                SEND_DISABLED                 14.1
        0x2B RightsManagementInformation RIGHTS_MANAGEMENT_INFORMATION 14.1
    } legacy {
    }

    19 DocumentLibrary document_library {
        0x05 LinkId           LINK_ID            12.0
        0x06 DisplayName      DISPLAY_NAME       12.0
        0x07 IsFolder         IS_FOLDER          12.0
        0x08 CreationDate     CREATION_DATE      12.0
        0x09 LastModifiedDate LAST_MODIFIED_DATE 12.0
        0x0A IsHidden         IS_HIDDEN          12.0
        0x0B ContentLength    CONTENT_LENGTH     12.0
        0x0C ContentType      CONTENT_TYPE       12.0
    } legacy {
    }

    20 ItemOperations item_operations {
        0x05 ItemOperations      ITEM_OPERATIONS       12.0
        0x06 Fetch               FETCH                 12.0
        0x07 Store               STORE                 12.0
        0x08 Options             OPTIONS               12.0
        0x09 Range               RANGE                 12.0
        0x0A Total               TOTAL                 12.0
        0x0B Properties          PROPERTIES            12.0
        0x0C Data                DATA                  12.0
        0x0D Status              STATUS                12.0
        0x0E Response            RESPONSE              12.0
        0x0F Version             VERSION               12.0
        0x10 Schema              SCHEMA                12.0
        0x11 Part                PART                  12.0
        0x12 EmptyFolderContents EMPTY_FOLDER_CONTENTS 12.0
        0x13 DeleteSubFolders    DELETE_SUB_FOLDERS    12.0
        0x14 UserName            USER_NAME             12.1
        0x15 Password            PASSWORD              12.1
        0x16 Move                MOVE                  14.0
        0x17 DstFldId            DST_FLD_ID            14.0
        0x18 ConversationId      CONVERSATION_ID       14.0
        0x19 MoveAlways          MOVE_ALWAYS           14.0
    } legacy {
    }

    21 ComposeMail compose_mail {
        0x05 SendMail        SEND_MAIL          14.0
        0x06 SmartForward    SMART_FORWARD      14.0
        0x07 SmartReply      SMART_REPLY        14.0
        0x08 SaveInSentItems SAVE_IN_SENT_ITEMS 14.0
        0x09 ReplaceMime     REPLACE_MIME       14.0
        0x0B Source          SOURCE             14.0
        0x0C FolderId        FOLDER_ID          14.0
        0x0D ItemId          ITEM_ID            14.0
        0x0E LongId          LONG_ID            14.0
        0x0F InstanceId      INSTANCE_ID        14.0
        0x10 Mime            MIME               14.0
        0x11 ClientId        CLIENT_ID          14.0
        0x12 Status          STATUS             14.0
        0x13 AccountId       ACCOUNT_ID         14.1
        0x15 Forwardees      FORWARDEES         16.0
        0x16 Forwardee       FORWARDEE          16.0
        0x17 Name            NAME               16.0
        0x18 Email           EMAIL              16.0
    } legacy {
        0x0A Type
    }

    22 Email2 email2 {
        0x05 UmCallerID            UM_CALLER_ID             14.0
        0x06 UmUserNotes           UM_USER_NOTES            14.0
        0x07 UmAttDuration         UM_ATT_DURATION          14.0
        0x08 UmAttOrder            UM_ATT_ORDER             14.0
        0x09 ConversationId        CONVERSATION_ID          14.0
        0x0A ConversationIndex     CONVERSATION_INDEX       14.0
        0x0B LastVerbExecuted      LAST_VERB_EXECUTED       14.0
        0x0C LastVerbExecutionTime LAST_VERB_EXECUTION_TIME 14.0
        0x0D ReceivedAsBcc         RECEIVED_AS_BCC          14.0
        0x0E Sender                SENDER                   14.0
        0x0F CalendarType          CALENDAR_TYPE            14.0
        0x10 IsLeapMonth           IS_LEAP_MONTH            14.0
        0x11 AccountId             ACCOUNT_ID               14.1
        0x12 FirstDayOfWeek        FIRST_DAY_OF_WEEK        14.1
        0x13 MeetingMessageType    MEETING_MESSAGE_TYPE     14.1
        0x15 IsDraft               IS_DRAFT                 16.0
        0x16 Bcc                   BCC                      16.0
        0x17 Send                  SEND                     16.0
    } legacy {
    }

    23 Notes notes {
        0x05 Subject          SUBJECT            14.0
        0x06 MessageClass     MESSAGE_CLASS      14.0
        0x07 LastModifiedDate LAST_MODIFIED_DATE 14.0
        0x08 Categories       CATEGORIES         14.0
        0x09 Category         CATEGORY           14.0
    } legacy {
    }

    24 RightsManagement rights_management {
        0x05 RightsManagementSupport          RIGHTS_MANAGEMENT_SUPPORT           14.1
        0x06 RightsManagementTemplates        RIGHTS_MANAGEMENT_TEMPLATES         14.1
        0x07 RightsManagementTemplate         RIGHTS_MANAGEMENT_TEMPLATE          14.1
        0x08 RightsManagementLicense          RIGHTS_MANAGEMENT_LICENSE           14.1
        0x09 EditAllowed                      EDIT_ALLOWED                        14.1
        0x0A ReplyAllowed                     REPLY_ALLOWED                       14.1
        0x0B ReplyAllAllowed                  REPLY_ALL_ALLOWED                   14.1
        0x0C ForwardAllowed                   FORWARD_ALLOWED                     14.1
        0x0D ModifyRecipientsAllowed          MODIFY_RECIPIENTS_ALLOWED           14.1
        0x0E ExtractAllowed                   EXTRACT_ALLOWED                     14.1
        0x0F PrintAllowed                     PRINT_ALLOWED                       14.1
        0x10 ExportAllowed                    EXPORT_ALLOWED                      14.1
        0x11 ProgrammaticAccessAllowed        PROGRAMMATIC_ACCESS_ALLOWED         14.1
        0x12 Owner                            OWNER                               14.1
        0x13 ContentExpiryDate                CONTENT_EXPIRY_DATE                 14.1
        0x14 TemplateID                       TEMPLATE_ID                         14.1
        0x15 TemplateName                     TEMPLATE_NAME                       14.1
        0x16 TemplateDescription              TEMPLATE_DESCRIPTION                14.1
        0x17 ContentOwner                     CONTENT_OWNER                       14.1
        0x18 RemoveRightsManagementProtection REMOVE_RIGHTS_MANAGEMENT_PROTECTION 14.1
    } legacy {
    }

    25 Find find {
        0x05 Find                   FIND                      16.1
        0x06 SearchId               SEARCH_ID                 16.1
        0x07 ExecuteSearch          EXECUTE_SEARCH            16.1
        0x08 MailBoxSearchCriterion MAIL_BOX_SEARCH_CRITERION 16.1
        0x09 Query                  QUERY                     16.1
        0x0A Status                 STATUS                    16.1
        0x0B FreeText               FREE_TEXT                 16.1
        0x0C Options                OPTIONS                   16.1
        0x0D Range                  RANGE                     16.1
        0x0E DeepTraversal          DEEP_TRAVERSAL            16.1
        0x11 Response               RESPONSE                  16.1
        0x12 Result                 RESULT                    16.1
        0x13 Properties             PROPERTIES                16.1
        0x14 Preview                PREVIEW                   16.1
        0x15 HasAttachments         HAS_ATTACHMENTS           16.1
        0x16 Total                  TOTAL                     16.1
        0x17 DisplayCc              DISPLAY_CC                16.1
        0x18 DisplayBcc             DISPLAY_BCC               16.1
        0x19 GalSearchCriterion     GAL_SEARCH_CRITERION      16.1
        0x20 MaxPictures            MAX_PICTURES              16.1
        0x21 MaxSize                MAX_SIZE                  16.1
        0x22 Picture                PICTURE                   16.1
    } legacy {
    }
}
