"""Part of the benchmark: what handing a message over costs on each kind of wire, against the plainest peer."""
import json
import subprocess


def part(program, dialects, messages):
    print(f"\n== transports: one message of 20 kB handed over through the gateway's own adapter, {messages} times each; "
          "CPU of our side, wall with one and with 32 in flight; ratios to a bare POST (a bare file for folders)")
    rows = [json.loads(line) for line in subprocess.run(
        [program, dialects, str(messages)], check=True, capture_output=True, text=True).stdout.splitlines()]
    plain = {row["wire"]: row for row in rows if row["wire"].startswith("bare-")}
    for row in rows:
        peer = plain["bare-file" if row["wire"] in ("ceb-folder", "bare-file") else "bare-post"]
        cells = [f"{row[key] / 1000:8.0f} us (x{row[key] / peer[key]:5.1f})"
                 for key in ("cpu_ns", "wall_one_ns", "cpu_many_ns", "wall_many_ns")]
        failed = f"  NOT TAKEN: {row['failed']}" if row["failed"] else ""
        print(f"  {row['wire']:22} one: cpu {cells[0]} wall {cells[1]}  32: cpu {cells[2]} wall {cells[3]}{failed}")
