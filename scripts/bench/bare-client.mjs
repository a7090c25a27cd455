// A bare client as a program of its own: the list and all inspects, eight at a time, and nothing else. Prints milliseconds of each.
import {Agent} from 'node:http';
import {bareCost} from './engine.mjs';

const [socket] = process.argv.slice(2);
const cost = await bareCost({socket, agent: new Agent({keepAlive: true, maxSockets: 8})});
process.stdout.write(`${JSON.stringify(cost)}\n`, () => process.exit(0));
