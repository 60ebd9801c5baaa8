"""The same bot with discord.py (Debian's python3-discord)."""

import io
import os

import discord
import yarl
from discord import app_commands

API = os.environ["API"]
CHANNEL, GUILD, ALICE, BOB = (int(os.environ[name]) for name in ("CHANNEL", "GUILD", "ALICE", "BOB"))

# discord.py has no option for another address of Discord.
discord.http.Route.BASE = f"{API}/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(API.replace("http", "ws").replace("/api", "/gateway"))

client = discord.Client(intents=discord.Intents(guilds=True))
tree = app_commands.CommandTree(client)


def channel():
    return client.get_channel(CHANNEL)


async def guild_act():
    guild = client.get_guild(GUILD)
    names = ",".join(sorted(each.name for each in guild.channels))
    return f"{guild.name}|{names}|{len(guild.roles)}"


async def message_act():
    await (await channel().send("hello")).edit(content="hello again")
    await (await channel().send("gone")).delete()


async def react_act():
    await (await channel().send("react")).add_reaction("✅")


async def pin_act():
    await (await channel().send("pin")).pin()


async def thread_act():
    thread = await (await channel().send("thread")).create_thread(name="talk")
    await thread.send("inside")
    await thread.add_user(discord.Object(ALICE))


async def dm_act():
    await (await client.fetch_user(ALICE)).send("hi")


async def member_act():
    return (await client.get_guild(GUILD).fetch_member(BOB)).nick


async def role_act():
    guild = client.get_guild(GUILD)
    role = await guild.create_role(name="helpers")
    await (await guild.fetch_member(ALICE)).add_roles(role)


ACTS = {
    "guild": guild_act,
    "message": message_act,
    "react": react_act,
    "pin": pin_act,
    "thread": thread_act,
    "dm": dm_act,
    "member": member_act,
    "role": role_act,
}


@tree.command(description="Answers pong")
async def ping(interaction: discord.Interaction):
    await interaction.response.send_message("pong")


@tree.command(description="Defers, then answers")
async def slow(interaction: discord.Interaction):
    await interaction.response.defer()
    await interaction.edit_original_response(content="done")


@tree.command(description="Answers twice")
async def more(interaction: discord.Interaction):
    await interaction.response.send_message("first")
    await interaction.followup.send("second")


class Press(discord.ui.View):
    @discord.ui.button(label="Press", custom_id="b")
    async def press(self, interaction: discord.Interaction, _button):
        await interaction.response.edit_message(content="pressed", view=None)


@tree.command(description="Shows a button")
async def press(interaction: discord.Interaction):
    await interaction.response.send_message("a button", view=Press())


class Ask(discord.ui.Modal, title="A form"):
    name = discord.ui.TextInput(label="Name", custom_id="t")

    async def on_submit(self, interaction: discord.Interaction):
        await interaction.response.send_message(f"you said {self.name.value}")


@tree.command(description="Opens a form")
async def ask(interaction: discord.Interaction):
    await interaction.response.send_modal(Ask())


@tree.command(description="Completes what is typed")
@app_commands.describe(query="What")
async def find(interaction: discord.Interaction, query: str):
    await interaction.response.send_message(f"found {query}")


@find.autocomplete("query")
async def complete(_interaction: discord.Interaction, current: str):
    return [app_commands.Choice(name=f"One {current}", value="one")]


@tree.command(description="Takes a file and gives one")
@app_commands.describe(upload="Which")
async def file(interaction: discord.Interaction, upload: discord.Attachment):
    text = (await upload.read()).decode()
    back = discord.File(io.BytesIO(b"to you"), filename="back.txt")
    await interaction.response.send_message(text, file=back)


@tree.command(description="Does something over REST")
@app_commands.describe(what="What")
async def do(interaction: discord.Interaction, what: str):
    said = await ACTS[what]()
    await interaction.response.send_message(f"done {said or ''}")


@client.event
async def on_ready():
    await tree.sync()
    print("ready", flush=True)


client.run(os.environ["TOKEN"])
