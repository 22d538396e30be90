"""The desk of scenarios/mmc.yaml in SimPy: Poisson arrivals, exponential services, one queue. Prints JSON."""
import json
import random
import sys
import time

import simpy


def main(servers, gap, service, horizon, seed):
    env = simpy.Environment()
    desk = simpy.Resource(env, servers)
    draw = random.Random(seed).expovariate
    counts = [0, 0.0]

    def customer():
        arrived = env.now
        with desk.request() as turn:
            yield turn
            counts[0] += 1
            counts[1] += env.now - arrived
            yield env.timeout(draw(1 / service))

    def source():
        while True:
            yield env.timeout(draw(1 / gap))
            env.process(customer())

    env.process(source())
    wall, cpu = time.perf_counter(), time.process_time()
    env.run(until=horizon)
    print(json.dumps({
        "wall": time.perf_counter() - wall,
        "processor": time.process_time() - cpu,
        "served": counts[0],
        "meanWait": counts[1] / counts[0],
    }))


main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
