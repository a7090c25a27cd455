import {composeOrigin, safe, sanitise, UsageError} from '../../base/index.js';
import {type Asked, noRecordings, openRecordings} from '../../fix/index.js';
import {type AssessedContainer, hiddenOf, type Policy, policyInForce, policyLines, rules} from '../../judge/index.js';
import {refuseWhenReadonly} from '../config/load-configuration.js';
import {optionTable} from '../options.js';
import type {Run} from '../run.js';
import {chosenEngine, isReplay} from '../source/engine-choice.js';
import {containerName, findContainer, type LoadedFleet, withFleet} from '../source/load-fleet.js';
import {writeResult} from '../write-result.js';
import {runCommand, type TextOutput} from './command.js';
import {confirmation} from './confirm.js';
import {parseDuration} from './duration.js';
import {runHarden} from './harden.js';
import {checkHardenOptions, type HardenFormat} from './harden-options.js';
import {runHardenProject} from './harden-project.js';
import {openWriter} from './open-writer.js';
import {readRecording} from './read-recording.js';

const formats: readonly HardenFormat[] = optionTable.format.choices.harden;

/** `dockscope command CONTAINER` */
export function command(run: Run): Promise<number> {
	return withContainer(run, ({fleet, reader}, name, output) =>
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

/** `dockscope harden CONTAINER`, or with `--project NAME` */
export async function harden(run: Run): Promise<number> {
	const {line} = run;
	checkHardenOptions(line);
	for (const option of ['observe', 'rehearse'] as const) if (line.flag(option)) await refuseWhenReadonly(run, `--${option}`);
	const project = line.value('project');
	if (project !== null) return hardenProject(run, project);
	const replay = await readRecording(line.value('replay'));
	const duration = line.value('observe');
	const observe = duration === null ? null : parseDuration('--observe', duration);
	// Nothing can change a recorded fleet.
	const address = isReplay(run) ? null : await chosenEngine(run);
	return withContainer(run, async ({fleet, reader, policy, host}, name, output) => {
		const assessed = findContainer(fleet, name);
		namePolicy(output, policy, [assessed]);
		return runHarden(
			{
				reader,
				fleet,
				host,
				assessed,
				format: formats.find(one => one === line.value('format')) ?? usualFormat(assessed, output),
				asked: askedOf(run),
				observe,
				isTerminal: run.stderr.isTTY,
				rehearse: line.flag('rehearse'),
				yes: line.flag('yes'),
				check: line.value('check'),
				replay,
				copyLimit: megabytes(line.value('copy-data')),
				withSecrets: line.flag('with-secrets'),
				recordings: address === null ? noRecordings : openRecordings(run.env),
				openWriter: address === null ? null : () => openWriter(address, run.env),
				confirm: confirmation(run),
				now: Date.now,
				signal: run.signal,
				endableByKey: run.endableByKey,
			},
			output,
		);
	});
}

/** `dockscope harden --project NAME` */
function hardenProject(run: Run, name: string): Promise<number> {
	const {line} = run;
	const format = line.value('format') ?? 'compose';
	if (format !== 'compose' && format !== 'json')
		throw new UsageError(`--project gives a Compose override: --format compose or json, not ${format}.`);
	return withOutput(run, ({fleet, reader, policy, host}, output) => {
		const {entries} = fleet.model();
		const ofProject = entries.flatMap(({assessed}) => (assessed?.facts.compose?.project === name ? [assessed] : []));
		namePolicy(output, policy, ofProject);
		return runHardenProject(
			{
				reader,
				fleet,
				host,
				name,
				format,
				asked: askedOf(run),
				withSecrets: line.flag('with-secrets'),
				env: isReplay(run) ? null : run.env,
				signal: run.signal,
			},
			output,
		);
	});
}

/** The grades depend on it. That a file which was found is not applied is said where it is read. */
function namePolicy({err}: TextOutput, policy: Policy, judged: readonly AssessedContainer[]): void {
	const inForce = {...policyInForce(policy, rules), refused: null};
	for (const line of policyLines({policy: inForce, summary: hiddenOf(judged)})) err(`${line}\n`);
}

/** What an operator would use: for a container of Compose the override of its service. */
function usualFormat({facts: {raw, name}}: AssessedContainer, output: TextOutput): HardenFormat {
	const origin = composeOrigin(raw.Config?.Labels);
	if (origin === null || origin.oneOff) return 'run';
	const {service, project} = origin;
	output.err(
		`${safe`${name} is service ${sanitise(service)} of Compose project ${sanitise(project)}: this is an override for it (--format run prints the command)`}\n`,
	);
	return 'compose';
}

const askedOf = ({line}: Run): Asked => ({
	rung: line.flag('least') ? 'least' : 'safe',
	cut: line.value('cut') === 'all',
	choose: line.value('choose'),
});

/** Bytes; `null` when not given. */
function megabytes(text: string | null): number | null {
	if (text === null) return null;
	if (!/^[1-9]\d{0,5}$/.test(text))
		throw new UsageError('--copy-data takes the limit in megabytes: a whole number, such as 256.');
	return Number(text) * 2 ** 20;
}

function withContainer(
	run: Run,
	act: (loaded: LoadedFleet, name: string, output: TextOutput) => Promise<number>,
): Promise<number> {
	const name = containerName(run);
	return withOutput(run, (loaded, output) => act(loaded, name, output));
}

/** What goes to `out` is written as one result. */
function withOutput(run: Run, act: (loaded: LoadedFleet, output: TextOutput) => Promise<number>): Promise<number> {
	return withFleet(run, async loaded => {
		const results: string[] = [];
		const status = await act(loaded, {out: text => results.push(text), err: text => run.stderr.write(text)});
		if (results.length > 0) await writeResult(run, results.join(''));
		return status;
	});
}
