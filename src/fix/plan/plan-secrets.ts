import {
	type ContainerFacts,
	csvFields,
	csvLine,
	looksSecret,
	type SafeText,
	safe,
	sanitise,
	splitVariable,
	trusted,
} from '../../base/index.js';
import {change, option} from '../../judge/index.js';
import type {SecretFile, SecretVariable} from '../run-command.js';
import {type PlanInput, type PlannedChange, type PlanStep, planned} from './change.js';
import {type FileVariable, fileVariable} from './secret-images.js';

const slugOf = (name: string): string => `secret:${sanitise(name)}`;

/** A secret in its environment, kept in a file. */
const secretDecision = (name: string): PlannedChange['decides'] => ({
	cause: sanitise(name),
	name: 'file',
	about: safe`the secret ${sanitise(name)} in the environment`,
});

/** Where the files of a container's secrets are, unless the user writes another path into the command. Below /etc it would be a finding. */
const folderOf = (name: string): string => `/srv/container-secrets/${name}`;

/**
 * Secrets in the environment, each with its own change: the owner has to decide where its file is. Where the image reads a file, the variable
 * goes; otherwise only the command no longer needs it.
 */
export const secretFiles: PlanStep = input => {
	const {assessed, evidence} = input;
	const scripts = evidence.entrypoint.known ? evidence.entrypoint.value : [];
	return secretsOf(input).flatMap(({name, severalLines, isInImage}) => {
		const reads = isInImage ? null : fileVariable(name, assessed.facts.raw.Config?.Image ?? '', scripts);
		if (reads !== null) return [asFile(input, name, reads)];
		return severalLines || !canBeInEnvFile(name) ? [] : [inEnvFile(input, name)];
	});
};

/** What is said of a secret for which there is no change. */
export function secretsWithoutChange(input: PlanInput, changes: readonly PlannedChange[]): SafeText[] {
	return secretsOf(input)
		.filter(({name}) => !changes.some(({slug}) => slug === slugOf(name)))
		.map(({name}) =>
			sanitise(
				`${name} stays in the environment: the image shows no way to read it from a file, and its value has several lines, which no env file can hold`,
			),
		);
}

/** The secrets that enabled changes move into files, for the command that creates those. */
export function movedSecrets(changes: readonly PlannedChange[], {user, namespaces}: ContainerFacts): readonly SecretVariable[] {
	// In a user namespace the uids of the host are others: the owner of the file stays who writes it.
	const owner = namespaces.user.kind === 'host' && user.uid !== null && user.uid > 0 ? user.uid : null;
	return changes
		.filter(({slug}) => slug.startsWith('secret:'))
		.map(({remove, add}) => {
			const name = remove.find(one => one.name === '--env')?.value ?? '';
			const envFile = add.find(one => one.name === '--env-file')?.value ?? null;
			const mount = csvFields(add.find(one => one.name === '--mount')?.value ?? '');
			const source = mount.find(field => field.startsWith('source='))?.slice('source='.length) ?? '';
			const file: SecretFile =
				envFile === null ? {kind: 'value', path: source, owner} : {kind: 'env-file', path: envFile, owner: null};
			return {name, severalLines: false, file};
		});
}

function asFile({assessed: {facts}}: PlanInput, name: string, {name: variable, source, where}: FileVariable): PlannedChange {
	const target = `/run/secrets/${name}`;
	return planned(
		change({
			text: 'Pass it as a file under /run/secrets.',
			remove: [option('--env', name)],
			add: [
				option('--env', `${variable}=${target}`),
				// Unlike `--volume`, it refuses a file that is missing, on another machine for instance.
				option(
					'--mount',
					csvLine(['type=bind', `source=${folderOf(String(facts.name))}/${name}`, `target=${target}`, 'readonly']),
				),
			],
			mayBreak:
				'programs that read only the variable, health checks among them, and those that read the file as another user than its owner; newlines at the end of the value are usually lost',
		}),
		{
			slug: slugOf(name),
			decides: secretDecision(name),
			why: sanitise(
				source === 'image' ? `${where} reads it from the file that ${variable} names` : `the image documents ${variable}`,
			),
			rung: 'choice',
			evidence: [{source: source === 'image' ? 'engine:/archive' : 'docs', path: sanitise(where), value: sanitise(variable)}],
			howToSee: trusted('"No such file or directory", "Permission denied" or a failed login in its log'),
		},
	);
}

function inEnvFile({assessed: {facts}}: PlanInput, name: string): PlannedChange {
	const made = change({
		text: 'Keep it in a file with mode 0600 for the command.',
		remove: [option('--env', name)],
		add: [option('--env-file', `${folderOf(String(facts.name))}/env`)],
	});
	return planned(made, {
		slug: slugOf(name),
		decides: secretDecision(name),
		why: trusted(
			'no way is known in which its image reads it from a file: this keeps it out of command lines and of the shell; docker inspect still shows it',
		),
		rung: 'choice',
		evidence: [{source: 'inspect', path: 'Config.Env', value: sanitise(name)}],
		howToSee: null,
		// The variable is set as before: only the command takes it from elsewhere.
		apply: inspect => inspect,
	});
}

type OwnSecret = {readonly name: string; readonly severalLines: boolean; readonly isInImage: boolean};

/** Those that the container's own configuration sets: what the image sets is not changed by a flag. */
function secretsOf({assessed: {image}, inspect}: PlanInput): readonly OwnSecret[] {
	const inherited = image?.raw.inspect.Config?.Env ?? [];
	const namesInImage = new Set(inherited.map(entry => splitVariable(entry)[0]));
	return (inspect.Config?.Env ?? []).flatMap(entry => {
		const [name, value] = splitVariable(entry);
		if (inherited.includes(entry) || looksSecret(name, value) === null) return [];
		return [{name, severalLines: /[\r\n]/.test(value), isInImage: namesInImage.has(name)}];
	});
}

/** @source docker/cli pkg/kvfile */
const canBeInEnvFile = (name: string): boolean => !/\s/.test(name) && !name.startsWith('#');
