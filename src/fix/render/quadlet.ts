import type {QuadletLine, RunOption} from '../../judge/index.js';
import {fileStem} from '../reconstruct/seccomp-file.js';
import type {RunCommand} from '../run-command.js';
import type {OutputFile} from './output-format.js';
import {quadletLine, quote} from './quadlet-keys.js';

/**
 * A Podman Quadlet unit for a command: each option as a key, or with `PodmanArgs`; what Podman does not support is reported.
 *
 * @source podman-systemd.unit(5), systemd.syntax(7)
 */
export function quadlet({program, options, image, args, files}: Omit<RunCommand, 'secrets'>): OutputFile {
	const name = options.find(option => option.name === '--name')?.value ?? 'container';
	const unit = fileStem(name);
	const translated = options.map(quadletLine);
	const lines: QuadletLine[] = [
		['Image', qualified(image)],
		...translated.flatMap(one => one.lines),
		...(program === 'docker' ? readOnlyAsDocker(options) : []),
		...(args.length === 0 ? [] : [['Exec', args.map(quote).join(' ')] as const]),
	];
	const restart = restartOf(options);
	return {
		fileName: `${unit}.container`,
		text: [
			'[Unit]',
			`Description=${value(name)}, hardened`,
			'',
			'[Container]',
			...lines.map(([key, text]) => `${key}=${value(text)}`),
			'',
			...(restart === null ? [] : ['[Service]', `Restart=${restart}`, '']),
			'[Install]',
			'WantedBy=default.target',
			'',
		].join('\n'),
		command: `systemctl --user daemon-reload && systemctl --user start ${unit}.service`,
		warnings: [
			...translated.flatMap(one => one.warnings),
			...(args.includes('') ? ['Quadlet stops at the first empty argument: everything after it is lost'] : []),
			...files.map(
				file => `write ${file.name} and set SeccompProfile= to its absolute path: harden --format run has its content`,
			),
		],
	};
}

/**
 * With a read-only root Podman automatically mounts /run, /tmp and /var/tmp. With that disabled, it makes /dev/shm read-only as well, which
 * Docker never does.
 * @source podman-run(1), --read-only-tmpfs
 */
function readOnlyAsDocker(options: readonly RunOption[]): QuadletLine[] {
	const value = (name: string): string | null => options.find(option => option.name === name)?.value ?? null;
	if (!options.some(option => option.name === '--read-only')) return [];

	const taken = options.some(({name, value}) => name === '--tmpfs' && /^\/dev\/shm(:|$)/.test(value ?? ''));
	const own = value('--ipc') === null || /^(private|shareable)$/.test(value('--ipc') ?? '');
	const size = value('--shm-size') ?? '64m';
	const shm: QuadletLine = ['Tmpfs', `/dev/shm:rw,noexec,nosuid,nodev,size=${size},mode=1777`];
	return [['ReadOnlyTmpfs', 'false'], ...(own && !taken ? [shm] : [])];
}

function restartOf(options: readonly RunOption[]): string | null {
	const policy = options.find(option => option.name === '--restart')?.value ?? null;
	return policy === null || policy === 'no' ? null : policy.startsWith('on-failure') ? 'on-failure' : 'always';
}

/**
 * `%` starts a systemd specifier and `$` a variable of its command line; a newline would start another key, control characters
 * are not allowed in a unit.
 */
const value = (text: string): string =>
	text
		.replaceAll('%', '%%')
		.replaceAll('$', '$$$$')
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, ' ');

/** Podman requires a registry in the name. */
function qualified(image: string): string {
	if (/^(sha256:)?[0-9a-f]{64}$/.test(image) || /^(localhost|(?=[^/]*[.:])[^/]*)\//.test(image)) return image;
	return image.includes('/') ? `docker.io/${image}` : `docker.io/library/${image}`;
}
