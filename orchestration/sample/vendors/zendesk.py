"""Tickets with their comments, as Zendesk exports them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from orchestration.sample.model import Message, Person
from orchestration.sample.vendors.shapes import SUPPORT, Files, as_json, conversations, native, zulu


def tickets(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """A page of the ticket export with comments and users side-loaded."""
    tickets, users = [], {}
    for conversation, turns in conversations(messages):
        person = people[turns[0].person]
        agent_id = 360000000000 + int(sha256(turns[0].slots["agent"].encode()).hexdigest()[:6], 16)
        agent = turns[0].slots["agent"]
        users[agent_id] = _user(agent_id, agent, f"{agent.lower()}@desk.example.com", "agent", turns[0])
        users[person.zendesk_id] = _user(person.zendesk_id, person.name, person.email, "end-user", turns[0])
        comments = [
            {
                "id": int(native(turn)),
                "type": "Comment",
                "author_id": person.zendesk_id if turn.speaker == "customer" else agent_id,
                "body": turn.text,
                "html_body": f'<div class="zd-comment" dir="auto">{turn.text}<br></div>',
                "plain_body": turn.text,
                "public": True,
                "attachments": [],
                "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
                "created_at": zulu(turn.occurred_at),
            }
            for turn in turns
        ]
        number = 4000 + int(conversation.rpartition("-")[2])
        tickets.append({
            "id": number, "url": f"https://desk.zendesk.com/api/v2/tickets/{number}.json", "external_id": None, "type": "incident",
            "subject": f"Request {number}",
            "raw_subject": f"Request {number}", "description": turns[0].text, "priority": "normal", "status": "closed", "recipient": SUPPORT,
            "requester_id": person.zendesk_id, "submitter_id": person.zendesk_id, "assignee_id": agent_id, "organization_id": None, "tags": [],
            "via": {"channel": "email", "source": {"from": {"address": person.email, "name": person.name}, "to": {"name": company, "address": SUPPORT}}},
            "created_at": zulu(turns[0].occurred_at), "updated_at": zulu(turns[-1].occurred_at), "comments": comments,
        })  # fmt: skip
    if tickets:
        yield "tickets.json", as_json({"tickets": tickets, "users": list(users.values()), "next_page": None, "count": len(tickets), "end_of_stream": True})


def _user(number: int, name: str, email: str, role: str, since: Message) -> dict[str, Any]:
    made = zulu(since.occurred_at)
    url = f"https://desk.zendesk.com/api/v2/users/{number}.json"
    return {"id": number, "url": url, "name": name, "email": email, "phone": None, "role": role, "active": True, "created_at": made, "updated_at": made}
