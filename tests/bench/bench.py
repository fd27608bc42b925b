#!/usr/bin/env python3
"""The benchmark: the real gateway, the real simulated single window, load over HTTP, all on this machine.

  ./dev bench [--quick] [--only judge,accept,life,memory,transports,stuck,peer] [--rounds N] [--peer-folder DIR]

Prints a table per part and closes with a line `ratio=N ratio_single=M`: orders per second against the Node.js peer of
tests/bench/peer-node, in alternating rounds of the same run. CPU per order comes from the processes' own clocks
(/proc/*/schedstat), which leave out time that a hypervisor takes away; the share of a core that a spinning thread really
gets is printed beside it.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import stuck
import transports

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/bench"
TONGGUAN = ROOT / "build/release/tongguan"
TRANSPORTS = ROOT / "build/release/tg_bench_transports"
JUDGE = ROOT / "build/release/tg_bench_judge"
LOAD = ROOT / "build/release/tongguan_load"
PARTIES = [
    ("2102980D01", "示例跨境平台（大连）有限公司", "DXPENT0000009001", "rsa"),
    ("2102960D02", "示例海购电子商务（大连）有限公司", "DXPENT0000009002", "rsa"),
    ("2102960D03", "示例支付（辽宁）有限公司", "DXPENT0000009003", "rsa"),
    ("2101980D04", "示例速递（辽宁）有限公司", "DXPLGS0000009004", "sm2"),
    ("2102980D05", "示例报关（大连）有限公司", "DXPENT0000009005", "sm2"),
]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def processes(pid):
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in open(f"/proc/{pid}/task/{task}/children").read().split():
                found += processes(int(child))
    except OSError:
        pass
    return found


def cpu_seconds(pid):
    total = 0
    for one in processes(pid):
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                total += int(open(f"/proc/{one}/task/{task}/schedstat").read().split()[0])
        except OSError:
            pass
    return total / 1e9


def resident_mb(pid):
    total = 0
    for one in processes(pid):
        try:
            total += int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{one}/status").read())[1])
        except (OSError, TypeError):
            pass
    return total / 1024


def core_share():
    """How much of one core a spinning thread gets per second of wall time."""
    wall, cpu = time.monotonic(), time.thread_time()
    while time.monotonic() - wall < 0.3:
        pass
    return (time.thread_time() - cpu) / (time.monotonic() - wall)


def wait_http(port, path, seconds=20):
    until = time.time() + seconds
    while time.time() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing answers on port {port}{path}")


class House:
    """A data folder with parties, keys, configuration; gateway and, if wanted, sandbox running on it."""

    def __init__(self, documents_per_message=100, closed=False, sandbox=True, zones=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tongguan-bench-"))
        self.children = []
        for code, name, dxp, algorithm in PARTIES:
            self.call("keys", "new-party", "--folder", self.folder, "--code", code, "--name", name,
                      "--dxp-id", dxp, "--algorithm", algorithm)
        token = self.call("keys", "new-api-key", "--file", self.folder / "api_keys.toml", "--name", "bench",
                          *[word for row in PARTIES for word in ("--enterprise", row[0])])
        (self.folder / "token").write_text(token.strip())
        self.call("keys", "make-secrets", "--zones", ROOT / "config/zones", "--root", self.folder)
        self.port, self.sandbox_port = free_port(), free_port()
        (self.folder / "tongguan.toml").write_text(
            f'[gateway]\nport = {self.port}\nlog_level = "error"\n'
            '[store]\npath = "gateway.db"\n[parties]\nfile = "parties.toml"\n[api_keys]\nfile = "api_keys.toml"\n'
            + self.zones_table(zones) +
            'exchange_root = "."\n[intake]\nwaiting_documents_max = 10000000\n'
            f"[dispatch]\ndocuments_per_message = {documents_per_message}\n"
            f"way_out_closed = {'true' if closed else 'false'}\n")
        if sandbox:
            (self.folder / "sandbox.toml").write_text(
                f'listen_address = "127.0.0.1"\nport = {self.sandbox_port}\ndata_folder = "sandbox"\n'
                'parties_file = "parties.toml"\nstep_ms = 50\nlate_ms = 1000\nseed = 1\nkeep_received = true\n'
                # One receipt more per release would make the figures incomparable with earlier ones.
                'tax_bills = false\n')
            self.sandbox = self.start("sandbox", "sandbox.toml")
            wait_http(self.sandbox_port, "/healthz")
        self.gateway = self.start("serve", "tongguan.toml")
        wait_http(self.port, "/readyz")

    def zones_table(self, zones):
        """The shipped files, all at the sandbox; or those that zones(folder, sandbox_port) writes, as they are."""
        if zones is None:
            return f'[zones]\nfolder = "{ROOT}/config/zones"\nbase_url = "http://127.0.0.1:{self.sandbox_port}"\n'
        (self.folder / "zones").mkdir()
        zones(self.folder / "zones", self.sandbox_port)
        return '[zones]\nfolder = "zones"\n'

    def call(self, *words):
        return subprocess.run([TONGGUAN, *map(str, words)], check=True, capture_output=True, text=True).stdout

    def start(self, command, config):
        log = open(self.folder / f"{command}.log", "ab")
        child = subprocess.Popen([TONGGUAN, command, "--config", self.folder / config], stdout=log, stderr=log)
        self.children.append(child)
        return child

    def load(self, body, **options):
        words = [LOAD, "--port", self.port, "--body", HERE / body, "--token-file", self.folder / "token"]
        for name, value in options.items():
            words += [f"--{name}", value]
        return json.loads(subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True).stdout)

    def waiting(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=30) as answer:
            found = re.search(rb"^tongguan_documents_waiting (\d+)", answer.read(), re.M)
        return int(found[1]) if found else 0

    def drain(self, seconds=120):
        until = time.time() + seconds
        while self.waiting() > 0:
            if time.time() > until:
                raise SystemExit("the queue does not drain")
            time.sleep(0.02)

    def query(self, sql, *values):
        with sqlite3.connect(f"file:{self.folder}/gateway.db?mode=ro", uri=True, timeout=30) as db:
            return db.execute(sql, values).fetchall()

    def close(self):
        for child in reversed(self.children):
            child.terminate()
        for child in self.children:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def good(report):
    return report["statuses"].get("202", 0)


def checked(report):
    if set(report["statuses"]) - {"202"} or report["broken"]:
        print(f"  not every answer was 202: {report['statuses']}, broken {report['broken']}")
    return report


def part_accept(seconds):
    for closed, what in ((True, "way out closed"), (False, "and handed over to the sandbox, receipts applied meanwhile")):
        print(f"\n== accept: filings of four documents, durable, signed, verified; {what}")
        accept_rows(seconds, closed)


def accept_rows(seconds, closed):
    house = House(closed=closed)
    try:
        house.load("filing.json", seconds=2, connections=32, prefix="W")
        for rate, what in ((750, "half load"), (1500, "load")):
            cpu, backlog, began = cpu_seconds(house.gateway.pid), [], time.time()
            watched = subprocess.Popen([str(word) for word in (
                LOAD, "--port", house.port, "--body", HERE / "filing.json", "--token-file", house.folder / "token",
                "--rate", rate, "--seconds", seconds, "--connections", 64, "--prefix", f"A{rate}-")],
                stdout=subprocess.PIPE, text=True)
            while watched.poll() is None:
                time.sleep(seconds / 5)
                backlog.append(house.waiting())
            report = checked(json.loads(watched.communicate()[0]))
            took = time.time() - began
            used = cpu_seconds(house.gateway.pid) - cpu
            print(f"  {what}: {report['rate']:.0f} filings/s accepted, p50 {report['p50_us'] / 1000:.1f} ms, "
                  f"p99 {report['p99_us'] / 1000:.1f} ms; documents waiting over time {backlog}; "
                  f"gateway {used / good(report) * 1e6:.0f} us CPU per filing, {used / took:.2f} cores, "
                  f"{resident_mb(house.gateway.pid):.0f} MB")
            house.drain()
        report = checked(house.load("filing.json", seconds=seconds, connections=64, prefix="X"))
        began = time.time()
        house.drain()
        print(f"  flat out: {report['rate']:.0f} filings/s accepted, p99 {report['p99_us'] / 1000:.1f} ms; "
              f"all signed {time.time() - began:.1f} s after the last one")
    finally:
        house.close()


def finished(house, prefix):
    return house.query("SELECT count(*) FROM filing WHERE order_no LIKE ? AND state IN ("
                       f"{','.join(map(str, FINAL_STATES))})", f"BENCH{prefix}%")[0][0]


FINAL_STATES = (7, 8)  # released, closed: see store/lifecycle.hpp


def part_life(seconds, rate):
    print(f"\n== life: {rate} filings/s through their whole life with receipts")
    house = House()
    try:
        gateway_cpu, sandbox_cpu = cpu_seconds(house.gateway.pid), cpu_seconds(house.sandbox.pid)
        began = time.time()
        report = checked(house.load("filing.json", rate=rate, seconds=seconds, connections=64, prefix="Y"))
        loaded = time.time() - began
        done_at_end = finished(house, "Y")
        until = time.time() + 120
        while finished(house, "Y") < good(report) and time.time() < until:
            time.sleep(0.1)
        took = time.time() - began
        done = finished(house, "Y")
        lives = sorted(row[0] for row in house.query(
            # The moment of acceptance is in the id: see core/ids.hpp.
            "SELECT updated_at - ((id >> 22) + 1704067200000) FROM filing WHERE order_no LIKE 'BENCHY%'"))
        used = cpu_seconds(house.gateway.pid) - gateway_cpu
        window = cpu_seconds(house.sandbox.pid) - sandbox_cpu
        print(f"  {good(report)} filed in {loaded:.1f} s ({report['rate']:.0f}/s), {done_at_end} had ended by then, "
              f"{done} ended after {took:.1f} s: {done / took:.0f} filings/s through their whole life")
        if lives:
            print(f"  whole way p50 {lives[len(lives) // 2]} ms, p99 {lives[int(len(lives) * 0.99)]} ms "
                  f"(the sandbox alone waits several steps of 50 ms); accept p99 {report['p99_us'] / 1000:.1f} ms")
        print(f"  gateway {used / max(done, 1) * 1e6:.0f} us CPU per filing, {resident_mb(house.gateway.pid):.0f} MB; "
              f"sandbox {window / max(done, 1) * 1e6:.0f} us, {resident_mb(house.sandbox.pid):.0f} MB")
    finally:
        house.close()


def part_memory(filings):
    print(f"\n== memory over {filings} filings (way out closed)")
    house = House(closed=True, sandbox=False)
    try:
        step = filings // 4
        for i in range(4):
            report = checked(house.load("filing.json", count=step, seconds=600, connections=64, prefix=f"M{i}-"))
            house.drain(300)
            print(f"  after {(i + 1) * step}: {resident_mb(house.gateway.pid):.0f} MB, {report['rate']:.0f} filings/s")
    finally:
        house.close()


class Peer:
    def __init__(self, folder):
        self.folder = folder
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="tongguan-peer-"))
        self.port = free_port()
        environment = dict(os.environ, PORT=str(self.port), DATA_DIR=str(self.data), WORKERS="2", XML="fxp")
        self.process = subprocess.Popen(["node", "server.mjs"], cwd=folder, env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_http(self.port, "/health")

    def load(self, seconds):
        order = json.loads((HERE / "peer-node/order.json").read_text())
        order["orderNo"] = "PEER@N@"
        body = self.data / "body.json"
        body.write_text(json.dumps(order, ensure_ascii=False, separators=(",", ":")))
        words = [LOAD, "--port", self.port, "--path", "/v1/orders", "--body", body, "--seconds", seconds,
                 "--connections", 16, "--prefix", f"{time.time_ns()}-"]
        return json.loads(subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True).stdout)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.data, ignore_errors=True)


def install_peer(folder):
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    folder = pathlib.Path(folder)
    if not (folder / "node_modules/fastify").exists():
        shutil.copytree(HERE / "peer-node", folder, dirs_exist_ok=True)
        # better-sqlite3 brings its binding through its own install script.
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"  the peer cannot be installed here:\n{done.stderr[-600:]}")
            return None
    return folder


def ours_round(shape, seconds):
    house = House(documents_per_message=1 if shape == "single" else 100, closed=True, sandbox=False)
    try:
        house.load("order.json", seconds=1, connections=64, prefix="W")
        house.drain()
        cpu, began = cpu_seconds(house.gateway.pid), time.time()
        report = checked(house.load("order.json", seconds=seconds, connections=64, prefix="P"))
        house.drain(300)
        took = time.time() - began
        used = cpu_seconds(house.gateway.pid) - cpu
        return {"rate": good(report) / took, "cpu_us": used / good(report) * 1e6, "p99_ms": report["p99_us"] / 1000}
    finally:
        house.close()


def peer_round(folder, seconds):
    peer = Peer(folder)
    try:
        peer.load(2)
        cpu, began = cpu_seconds(peer.process.pid), time.time()
        report = checked(peer.load(seconds))
        took = time.time() - began
        used = cpu_seconds(peer.process.pid) - cpu
        return {"rate": good(report) / took, "cpu_us": used / max(good(report), 1) * 1e6,
                "p99_ms": report["p99_us"] / 1000}
    finally:
        peer.close()


def part_peer(rounds, seconds, folder):
    print("\n== peer: one order in, one signed and durably stored message; ours packed, ours one order per message, peer")
    folder = install_peer(folder)
    if folder is None:
        print("  Node.js or the peer's packages are not here; ours alone")
    results = {"packed": [], "single": [], "peer": []}
    for number in range(rounds):
        shares = [core_share()]
        for shape in ("packed", "single"):
            results[shape].append(ours_round(shape, seconds))
        if folder is not None:
            results["peer"].append(peer_round(folder, seconds))
        shares.append(core_share())
        line = "  ".join(f"{name} {rows[-1]['rate']:.0f}/s {rows[-1]['cpu_us']:.0f} us p99 {rows[-1]['p99_ms']:.0f} ms"
                         for name, rows in results.items() if rows)
        print(f"  round {number + 1}: {line}  core share {min(shares):.2f} of {os.cpu_count()} cores", flush=True)
    middle = {name: {key: statistics.median(row[key] for row in rows) for key in ("rate", "cpu_us")}
              for name, rows in results.items() if rows}
    for name, row in middle.items():
        print(f"  median {name}: {row['rate']:.0f} orders/s, {row['cpu_us']:.0f} us CPU per order")
    if "peer" in middle:
        peer = middle["peer"]
        print(f"  CPU per order: packed 1/{peer['cpu_us'] / middle['packed']['cpu_us']:.1f}, "
              f"single 1/{peer['cpu_us'] / middle['single']['cpu_us']:.1f} of the peer's")
        print(f"ratio={middle['packed']['rate'] / peer['rate']:.1f} "
              f"ratio_single={middle['single']['rate'] / peer['rate']:.1f}")
    else:
        print("ratio=unknown ratio_single=unknown (no peer on this machine)")


def part_judge():
    print("\n== judge: read, draft, fields, rules and tax of an import order with five lines; CPU microseconds")
    for line in subprocess.run([str(JUDGE)], check=True, capture_output=True, text=True).stdout.splitlines():
        print("  " + line)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="short rounds, 20,000 filings for memory")
    options.add_argument("--only", default="judge,accept,life,memory,transports,stuck,peer")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--peer-folder", default=str(ROOT / "var/bench/peer-node"))
    chosen = options.parse_args()
    parts = chosen.only.split(",")
    seconds = 4 if chosen.quick else 15
    print(f"cores {os.cpu_count()}, share of a core that a spinning thread gets: {core_share():.2f}")
    if "judge" in parts:
        part_judge()
    if "accept" in parts:
        part_accept(seconds)
    if "life" in parts:
        part_life(seconds, 500)
    if "memory" in parts:
        part_memory(20_000 if chosen.quick else 200_000)
    if "transports" in parts:
        transports.part(TRANSPORTS, ROOT / "config/zones/dialects", 200 if chosen.quick else 2_000)
    if "stuck" in parts:
        stuck.part(House, LOAD, HERE / "filing.json", seconds)
    if "peer" in parts:
        part_peer(2 if chosen.quick else chosen.rounds, 3 if chosen.quick else 6, chosen.peer_folder)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
