import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, it} from 'vitest';

/*
 * No unit test depends on the time of the machine: it waits for a state (`expect.poll`), moves a clock of its own (fake timers), or counts
 * processor time (`processorTime`).
 */

const root = resolve(import.meta.dirname, '..');
const others = /^(e2e|on-real-engine|full|fuzz|support)\//;
const units = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter(name => /\.tsx?$/.test(name) && !others.test(name));

it.each([
	['waits a second at most, and not as long as it takes', /\bvi\.wait(For|Until)\(/],
	['has a limit of its own', /^\t*\}, \d[\d_]{3,}\);$/m],
	['measures by the clock', /expect\((performance|Date)\.now\(\) - /],
	['waits for a time to pass, and expects something then', /await (sleep|later|pause)\(\d+\);\n\t*expect\(/],
])('no unit test %s', (_, sign) => {
	expect(units.length).toBeGreaterThan(300);
	expect(units.filter(name => sign.test(readFileSync(join(root, name), 'utf8')))).toEqual([]);
});
