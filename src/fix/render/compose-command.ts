import {basename, dirname, join} from 'node:path/posix';
import {type ComposeOrigin, shellJoin, shellQuote} from '../../base/index.js';

/** What Compose reads without `--file`. @source docs.docker.com/compose, "The Compose file" */
const usualFile = /^(docker-)?compose\.ya?ml$/;

/**
 * The name of a new override: Compose reads `compose.override.yml` automatically, so it is used where the project consists of the usual
 * file only. Any other project has an override already, or was started with other files, or its folder cannot be looked at: an override
 * that was added since would be overwritten.
 *
 * @param isTaken  whether the project's folder already has a file of that name; `null` when that is not known
 */
export function overrideName({files}: ComposeOrigin, isTaken: ((name: string) => boolean) | null): string {
	const names = files.map(file => basename(file));
	const isFree = (name: string): boolean => !names.includes(name) && isTaken?.(name) !== true;
	const [only = '', ...more] = names;
	const hasOverride = ['compose', 'docker-compose'].some(stem =>
		['yml', 'yaml'].some(end => isTaken?.(`${stem}.override.${end}`) !== false),
	);
	if (more.length === 0 && usualFile.test(only) && !hasOverride) return 'compose.override.yml';
	for (let count = 1; ; count++) {
		const name = count === 1 ? 'dockscope.override.yml' : `dockscope.override.${count}.yml`;
		if (isFree(name)) return name;
	}
}

/** Whether `docker compose up` without options reads the override too. */
export const isReadAutomatically = (name: string): boolean => name === 'compose.override.yml';

export const overridePath = ({folder}: ComposeOrigin, name: string): string => (folder === null ? name : join(folder, name));

export type ComposeUp = {
	readonly origin: ComposeOrigin;
	readonly program: 'docker' | 'podman';
	/** Path of the override; `null` for the project without it. */
	readonly override: string | null;
	readonly services: readonly string[];
	/** Containers of each service that has several: `up` would otherwise go back to the number in the file. */
	readonly scale?: ReadonlyMap<string, number>;
	/** Whether to start what it creates; `true`. */
	readonly start?: boolean;
};

/** The words of a Compose command for a project, up to the subcommand: its name, folder, environment and files. */
export function composeWords({origin, program, override}: Pick<ComposeUp, 'origin' | 'program' | 'override'>): string[] {
	const {folder, files, tool} = origin;
	const [first] = files;
	// Without the option it is the folder of the first file.
	const differs = folder !== null && tool === 'compose' && (first === undefined || dirname(first) !== folder);
	return [
		...(tool === 'podman-compose' ? ['podman-compose'] : [program, 'compose']),
		...['-p', origin.project],
		...(differs ? ['--project-directory', folder] : []),
		...origin.environmentFiles.flatMap(file => ['--env-file', file]),
		...[...(first === undefined ? [unknownFile] : files), ...(override === null ? [] : [override])].flatMap(file => ['-f', file]),
	];
}

/** In the place of files that were not recorded: a name that no file has, so that no other project is started. */
export const unknownFile = 'PROJECT-FILE.yml';

/**
 * `docker compose … up -d`, in one line, for these services only: what they depend on may have been stopped, or is a job that is done.
 * podman-compose has no option for the folder.
 */
export function composeUp(up: ComposeUp): string {
	const {origin, services, scale = new Map<string, number>(), start = true} = up;
	const scaled = services.flatMap(name => ((scale.get(name) ?? 1) > 1 ? ['--scale', `${name}=${scale.get(name)}`] : []));
	const command = shellJoin([
		...composeWords(up),
		...['up', start ? '-d' : '--no-start', '--no-deps', ...scaled],
		...(services.some(name => name.startsWith('-')) ? ['--'] : []),
		...services,
	]);
	return origin.tool === 'podman-compose' && origin.folder !== null ? `cd ${shellQuote(origin.folder)} && ${command}` : command;
}
