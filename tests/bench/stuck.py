"""Part of the benchmark: what a zone that is stuck costs the others, with the real program."""
import json
import socket
import subprocess
import threading

WELL = ("well-1", "well-2", "well-3")
STUCK = ("hung", "shut")
RATE = 60  # filings per second and channel


class Hung:
    """Accepts, reads, never answers."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.held = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                self.held.append(self.listener.accept()[0])
            except OSError:
                return

    def close(self):
        self.listener.close()
        for one in self.held:
            one.close()


def shut_port():
    """A port that is bound and not listened to refuses connections."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held


def zone_file(ports):
    text = '[zone]\nid = "DL"\nname_zh = "测试"\nname_en = "Test"\nchannel = "well-1"\n'
    for name, port in ports.items():
        text += (f'[channels.{name}]\ntransport = "dxp-http"\nurl = "http://127.0.0.1:{port}/dxp/{name}"\n'
                 'receiver_import = "DXPEDCCEB0000002"\nreceiver_export = "DXPEDCCEB0000003"\n'
                 'answer_time_max_ms = 2000\npoll_every_ms = 200\nretry_first_ms = 200\nretry_max_ms = 5000\n'
                 'ask_after_ms = 500\n')
    for name in ports:
        text += (f'[[places]]\nid = "{name.upper()}"\nname_zh = "场所{name}"\nname_en = "Place {name}"\ntype = "park"\n'
                 'customs_code = "0910"\narea_code = "21026"\nport_code = "210104"\n'
                 f'procedures = ["import 1210"]\nchannel = "{name}"\n')
    return text


def round_of(House, load, body, seconds, stuck_ports):
    def zones(folder, sandbox_port):
        ports = {name: stuck_ports.get(name, sandbox_port) for name in WELL + STUCK}
        (folder / "test.toml").write_text(zone_file(ports))

    house = House(zones=zones)
    try:
        order = body.read_text()
        for name in WELL + STUCK:
            (house.folder / f"{name}.json").write_text(order.replace("DL-DYW", name.upper()))
        began = house.query("SELECT coalesce(max(id), 0) FROM message")[0][0]
        loads = [subprocess.Popen([str(word) for word in (
            load, "--port", house.port, "--body", house.folder / f"{name}.json", "--token-file", house.folder / "token",
            "--rate", RATE, "--seconds", seconds, "--connections", 16, "--prefix", f"S{name}")],
            stdout=subprocess.PIPE, text=True) for name in WELL + STUCK]
        reports = [json.loads(one.communicate()[0]) for one in loads]
        refused = sum(count for report in reports for status, count in report["statuses"].items() if status != "202")
        # From the moment of acceptance, which is in the filing's id (core/ids.hpp), to the other side's "taken".
        rows = house.query(
            "SELECT m.delivered_at - ((d.id >> 22) + 1704067200000), m.delivered_at FROM document d"
            " JOIN message m ON m.tenant_id = d.tenant_id AND m.id = d.message_id JOIN lane l ON l.id = m.lane_id"
            f" WHERE l.place IN ({','.join('?' * len(WELL))}) AND m.delivered_at > 0 AND m.id > ?", *[name.upper() for name in WELL], began)
        delays = sorted(row[0] for row in rows)
        span = (max(row[1] for row in rows) - min(row[1] for row in rows)) / 1000
        return {"rate": len(rows) / span, "p50": delays[len(delays) // 2], "p99": delays[int(len(delays) * 0.99)],
                "refused": refused, "accept_p99": max(report["p99_us"] for report in reports) / 1000}
    finally:
        house.close()


def part(House, load, body, seconds):
    print(f"\n== stuck: {len(WELL) + len(STUCK)} channels, {RATE} filings/s each; all healthy, then one hangs and one "
          f"refuses connections. Documents of the {len(WELL)} others:")
    healthy = round_of(House, load, body, seconds, {})
    hung, shut = Hung(), shut_port()
    try:
        stuck = round_of(House, load, body, seconds, {"hung": hung.port, "shut": shut.getsockname()[1]})
    finally:
        hung.close()
        shut.close()
    for name, row in (("healthy", healthy), ("stuck", stuck)):
        print(f"  {name:8} {row['rate']:.0f} documents/s handed over, from acceptance p50 {row['p50']} ms, p99 "
              f"{row['p99']} ms; accept p99 {row['accept_p99']:.1f} ms; not accepted {row['refused']}")
    print(f"  stuck/healthy: rate {stuck['rate'] / healthy['rate']:.2f}, p50 {stuck['p50'] / max(healthy['p50'], 1):.2f}, "
          f"p99 {stuck['p99'] / max(healthy['p99'], 1):.2f}")
