"""
One replication of the nation's post-release work in SimPy: the items that a recorded replication delivered, in working
seconds, served at the desks of the offices. Usage: nation.py DESKS.csv ITEMS.csv HORIZON. Prints JSON; reading the
files is not timed. What is left out, and why it only makes this faster, stands in the README beside.
"""
import gc
import json
import sys
import time
from array import array

import simpy


def read(path):
    """Columns in arrays: a list of five million tuples would cost memory and garbage collection, and so time."""
    at, desk, rank, service, expires = (array("q") for _ in range(5))
    follow = {}
    with open(path, encoding="ascii") as file:
        next(file)
        for number, line in enumerate(file):
            a, d, r, s, e, rest = line.rstrip("\n").split(",")
            at.append(int(a))
            desk.append(int(d))
            rank.append(int(r))
            service.append(int(s))
            expires.append(int(e))
            if rest:
                follow[number] = [tuple(map(int, stage.split(":"))) for stage in rest.split(";")]
    return at, desk, rank, service, expires, follow


def main(desks_path, items_path, horizon):
    env = simpy.Environment()
    people = {}
    with open(desks_path, encoding="ascii") as file:
        next(file)
        for line in file:
            desk, count = line.split(",")
            people[int(desk)] = int(count)

    # A PriorityResource of SimPy 3 sorts its whole queue at every request; a PriorityStore is a heap.
    queues = {desk: simpy.PriorityStore(env) for desk in people}
    at, desk_of, rank, service, expires, follow = read(items_path)
    done = [0, 0]
    sequence = [len(at)]

    def later(stages, place):
        delay, desk, order, seconds, until = stages[place]
        if delay:
            yield env.timeout(delay)
        sequence[0] += 1
        queues[desk].put((order, sequence[0], seconds, until, stages, place + 1))

    def specialist(queue):
        while True:
            _, _, seconds, until, stages, place = yield queue.get()
            if until and env.now >= until:
                done[1] += 1
                continue
            yield env.timeout(seconds)
            done[0] += 1
            if stages and place < len(stages):
                env.process(later(stages, place))

    def source():
        now = 0
        for number in range(len(at)):
            gap = at[number] - now
            if gap > 0:
                yield env.timeout(gap)
                now = at[number]
            queues[desk_of[number]].put((rank[number], number, service[number], expires[number], follow.get(number), 0))

    for desk, count in people.items():
        for _ in range(count):
            env.process(specialist(queues[desk]))
    env.process(source())
    gc.collect()
    gc.freeze()
    wall, cpu = time.perf_counter(), time.process_time()
    env.run(until=horizon)
    print(json.dumps({
        "wall": time.perf_counter() - wall,
        "processor": time.process_time() - cpu,
        "items": sum(1 for a in at if a < horizon),
        "served": done[0],
        "lapsed": done[1],
        "waiting": sum(len(q.items) for q in queues.values()),
    }))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
