from nearai.agents.environment import Environment


class Symposium:
    def __init__(self, env: Environment):
        self.env = env

    def answer_as(self, name, conversation):
        persona = {"role": "system", "content": f"Answer as {name} would."}
        answer = self.env.completion([persona] + conversation, stream=True)
        self.env.add_reply(answer)

    def run(self):
        conversation = self.env.list_messages()
        for name in ("Socrates", "Plato"):
            self.answer_as(name, conversation)
        self.env.request_user_input()


if globals().get("env", None):
    Symposium(globals().get("env")).run()
