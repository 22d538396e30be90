// Shows where a run is as the service tells it; without it, the page is loaded again by hand.
const run = document.getElementById("run");
if (run?.dataset.events) {
  const events = new EventSource(run.dataset.events);
  events.addEventListener("step", e => {
    const at = JSON.parse(e.data);
    document.getElementById("run-state").textContent = at.state;
    document.getElementById("run-bar").value = at.fraction;
    document.getElementById("run-step").textContent = at.phase
      ? `${at.phase}${at.replication ? `, replication ${at.replication}` : ""}${at.day ? `, ${at.day}` : ""}, ${Math.round(at.fraction * 100)} %`
      : at.state === "waiting" ? "Waits for its turn" : "Starts";
  });
  events.addEventListener("over", () => {
    events.close();
    location.reload();
  });
}
