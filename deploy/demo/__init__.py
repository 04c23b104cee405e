"""The rehearsal: five invented campaigns, driven through the running house by the people of the story.

Owns: its data and its runner. Promises: everything goes over HTTP with the token of the right person.
Leaves to others: every rule and every state (the services).
"""
