import json

from tests.transforms.landing import attributes, identities, read, rules

CONTACTS = """Id,FirstName,LastName,Email,Phone,MobilePhone,Birthdate,MailingStreet,MailingCity,MailingState,MailingPostalCode,MailingCountry,DoNotCall,Tier__c,SystemModstamp
0035g00000ABCDE,Jane,Doe,jane@example.com,(415) 555-0100,415-555-0101,1980-01-02,"1 Main St
Apt 2",Springfield,IL,62701,USA,true,Gold,2024-05-01T10:00:00.000+0000
0035g00000ABCDF,Joe,Bloggs,,,,,,,,,,false,#N/A,never
"""


def test_a_contacts_fields_have_the_names_of_the_built_in_attributes():
    found = read(CONTACTS, path="contacts.csv", default_region="US")
    assert found.format == "salesforce_contacts"
    assert attributes(found) == {
        "0035g00000ABCDE": {
            "person.first_name": "Jane",
            "person.surname": "Doe",
            "contact.email": "jane@example.com",
            "contact.phone": ["(415) 555-0100", "415-555-0101"],
            "person.date_of_birth": "1980-01-02",
            "location.city": "Springfield",
            "contact.postal_code": "62701",
            "location.country": "USA",
            "contact.do_not_contact": True,
            "Tier__c": "Gold",
            "contact.address": "1 Main St Apt 2, Springfield, IL 62701, USA",
        }
    }
    assert identities(found) == {"salesforce_contact:0035g00000ABCDE", "email:jane@example.com", "phone:+14155550100", "phone:+14155550101"}


def test_a_contact_that_is_deleted_vouches_for_nothing_and_says_into_which_it_was_merged():
    rows = ["Id,LastName,Email,SystemModstamp,IsDeleted,MasterRecordId", "003A,Doe,jane@example.com,2024-05-01T10:00:00.000Z,true,003B", "003C,Roe,,2024-05-01T10:00:00.000Z,false,"]
    found = read("\n".join(rows), path="contacts.csv")
    assert attributes(found) == {"003A": {"IsDeleted": True}, "003C": {"person.surname": "Roe"}}
    assert identities(found) == {"salesforce_contact:003A", "salesforce_contact:003B", "email:jane@example.com", "salesforce_contact:003C"}


def test_a_contact_with_a_bad_time_is_one_clear_line():
    assert rules(read(CONTACTS, path="contacts.csv")) == [("row 2", "updated_at is not a time of RFC 3339")]


def test_an_identify_call_is_a_record_of_its_traits():
    call = {"type": "identify", "userId": "u1", "anonymousId": "a1", "timestamp": "2024-05-01T10:00:00Z", "traits": {"name": "Jane Doe", "email": "Jane@example.com", "plan": "gold", "address": {"city": "Rome", "postalCode": "00100"}, "company": {"name": "Acme"}, "logins": 5}}
    found = read(json.dumps({"batch": [call]}), "segment_profiles")
    assert attributes(found) == {"u1": {"person.name": "Jane Doe", "contact.email": "Jane@example.com", "account.plan": "gold", "location.city": "Rome", "contact.postal_code": "00100", "organization.name": "Acme", "logins": 5}}
    assert identities(found) == {"external_id:u1", "anonymous_id:a1", "email:jane@example.com"}


def test_a_call_without_a_time_has_its_landings():
    found = read('{"type": "identify", "userId": "u1", "traits": {"plan": "gold"}}')
    assert str(found.records.get_column("updated_at")[0]) == "2024-06-01 12:00:00"


def test_tables_of_profiles_sync_are_told_by_their_columns():
    ids = read("canonical_segment_id,type,value,timestamp\nuse_1,email,a@example.com,2024-05-01T10:00:00Z\nuse_1,user_id,42,2024-05-01T10:00:00Z\n", path="user_identifiers.csv")
    traits = read("canonical_segment_id,name,value,seq,timestamp\nuse_1,plan,gold,1,2024-05-01 10:00:00.000\n", path="user_traits.csv")
    wide = read("canonical_segment_id,email,first_name,merged_to,updated_at\nuse_1,a@example.com,Jane,use_2,2024-05-01T10:00:00Z\n", path="profile_traits.csv")
    assert identities(ids) == {"segment_profile:use_1", "email:a@example.com", "external_id:42"}
    assert attributes(traits) == {"use_1:plan": {"account.plan": "gold"}}
    assert identities(wide) == {"segment_profile:use_1", "segment_profile:use_2", "email:a@example.com"}
    assert attributes(wide) == {"use_1": {"contact.email": "a@example.com", "person.first_name": "Jane"}}
