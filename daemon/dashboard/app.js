// Signs in with the one-time code of `tributary open` and lists what is held.
const code = new URLSearchParams(location.hash.slice(1)).get("t");
history.replaceState(null, "", "/");
if (code) {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ code }) };
  const { token } = await (await fetch("/api/session", post)).json();
  const { records } = await (await fetch("/api/records", { headers: { authorization: `Bearer ${token}` } })).json();
  document.getElementById("records").textContent = records.map((r) => `${r.id}  ${r.state}  ${r.preview}`).join("\n");
}
