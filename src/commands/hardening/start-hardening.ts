import {createInterface} from 'node:readline/promises';
import {findEngine} from '../../engine/find-engine.js';
import {createWriter, type EngineWriter} from '../../engine/writer.js';
import {sweepNow} from '../../hardening/rehearsal/sweep-at-start.js';
import {UsageError} from '../../terminal/usage-error.js';
import {optionTable} from '../options.js';
import type {Run} from '../run.js';
import {contextOf, noEngine} from '../source/engine-choice.js';
import {findContainer, type LoadedFleet, loadFleet} from '../source/load-fleet.js';
import {writeResult} from '../write-result.js';
import {runCommand, type TextOutput} from './command.js';
import {type HardenFormat, runHarden} from './harden.js';

const formats: readonly HardenFormat[] = optionTable.format.choices.harden;

/** `dockscope command CONTAINER` */
export function command(run: Run): Promise<number> {
	return withContainer(run, 'command', ({fleet, reader}, name, output) =>
		runCommand(
			{
				reader,
				inspect: findContainer(fleet, name).facts.raw,
				withSecrets: run.line.flag('with-secrets'),
				signal: run.signal,
			},
			output,
		),
	);
}

/** `dockscope harden CONTAINER` */
export async function harden(run: Run): Promise<number> {
	const {line, stdin, stderr} = run;
	const format = formats.find(one => one === (line.value('format') ?? 'run')) ?? 'run';
	const openWriter = await writerOf(run);
	return withContainer(run, 'harden', async ({fleet, reader}, name, output) => {
		if (openWriter !== null) await sweepNow(fleet, async () => openWriter(), Date.now);
		return runHarden(
			{
				reader,
				fleet,
				assessed: findContainer(fleet, name),
				format,
				rehearse: line.flag('rehearse'),
				yes: line.flag('yes'),
				check: line.value('check'),
				copyLimit: megabytes(line.value('copy-data')),
				withSecrets: line.flag('with-secrets'),
				openWriter,
				confirm: stdin.isTTY ? question => ask(question, stdin, stderr) : null,
				now: Date.now,
				signal: run.signal,
			},
			output,
		);
	});
}

/** Bytes; `null` when it was not asked for. */
function megabytes(text: string | null): number | null {
	if (text === null) return null;
	if (!/^[1-9]\d{0,5}$/.test(text))
		throw new UsageError('--copy-data takes the most that may be copied in megabytes: a whole number, such as 256.');
	return Number(text) * 2 ** 20;
}

async function withContainer(
	run: Run,
	what: 'command' | 'harden',
	act: (loaded: LoadedFleet, name: string, output: TextOutput) => Promise<number>,
): Promise<number> {
	const [name, ...more] = run.line.targets;
	if (name === undefined || more.length > 0) throw new UsageError(`dockscope ${what} takes one container: its name or id.`);
	const loaded = await loadFleet(run);
	const results: string[] = [];
	try {
		const status = await act(loaded, name, {out: text => results.push(text), err: text => run.stderr.write(text)});
		if (results.length > 0) await writeResult(run, results.join(''));
		return status;
	} finally {
		loaded.fleet.close();
		loaded.reader.close();
	}
}

/** What writes is opened only for a rehearsal, or to remove what a killed one left; never for a recorded fleet. */
async function writerOf({line, env, ...run}: Run): Promise<(() => EngineWriter) | null> {
	if (line.flag('demo') || line.value('from') !== null) return null;
	const found = await findEngine({host: line.value('host') ?? undefined, context: contextOf({line, env, ...run}), env});
	if (!found.found) throw noEngine(found);
	return () => createWriter(found.address, env);
}

async function ask(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<boolean> {
	const lines = createInterface({input, output});
	try {
		return /^y(es)?$/i.test((await lines.question(question)).trim());
	} finally {
		lines.close();
	}
}
