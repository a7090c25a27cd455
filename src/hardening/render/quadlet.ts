import type {ContainerInspect, ImageInspect} from '../../answers/index.js';
import {ownVariables} from '../reconstruct/environment.js';
import {goDuration} from '../reconstruct/health.js';
import {bindDestination} from '../reconstruct/mounts.js';
import {publish} from '../reconstruct/networks.js';

export type QuadletOutput = {
	readonly fileName: string;
	readonly text: string;
	readonly command: string;
	readonly warnings: readonly string[];
};

/**
 * A Quadlet unit of Podman for the hardened container. What Quadlet has no key for is passed by `PodmanArgs`; `Memory=` is one of
 * them up to Podman 5.4. `ReadOnlyTmpfs=false`: otherwise Podman mounts /run, /tmp and /var/tmp of its own.
 *
 * @source podman-systemd.unit(5), systemd.syntax(7)
 */
export function quadlet(inspect: ContainerInspect, image: ImageInspect | null): QuadletOutput {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const inherited = image?.Config ?? {};
	const name = (inspect.Name ?? 'container').replace(/^\//, '');
	const words = (list: string[] | string | null | undefined): string[] => (typeof list === 'string' ? [list] : (list ?? []));
	const entrypoint = words(config.Entrypoint);
	const overridesEntrypoint = JSON.stringify(entrypoint) !== JSON.stringify(words(inherited.Entrypoint));
	const args = [...(overridesEntrypoint ? entrypoint.slice(1) : []), ...words(config.Cmd)];
	const sameArgs = JSON.stringify(args) === JSON.stringify(words(inherited.Cmd));

	const lines: [string, string][] = [
		['ContainerName', name],
		['Image', qualified(config.Image ?? '')],
		...(overridesEntrypoint && entrypoint[0] !== undefined ? [['Entrypoint', entrypoint[0]] as [string, string]] : []),
		...(sameArgs || args.length === 0 ? [] : [['Exec', args.map(quote).join(' ')] as [string, string]]),
		...ownVariables(config.Env, inherited.Env)
			.filter(one => one.includes('='))
			.map((one): [string, string] => ['Environment', quote(one)]),
		...((config.User ?? '') === (inherited.User ?? '') ? [] : userLines(config.User ?? '')),
		...((config.WorkingDir ?? '') === (inherited.WorkingDir ?? '')
			? []
			: [['WorkingDir', config.WorkingDir ?? ''] as [string, string]]),
		...(host.CapDrop ?? []).map((one): [string, string] => ['DropCapability', one.toLowerCase()]),
		...(host.CapAdd ?? []).map((one): [string, string] => ['AddCapability', `CAP_${one.replace(/^CAP_/i, '').toUpperCase()}`]),
		...securityLines(host.SecurityOpt ?? []),
		...(host.ReadonlyRootfs
			? ([
					['ReadOnly', 'true'],
					['ReadOnlyTmpfs', 'false'],
				] as [string, string][])
			: []),
		...Object.entries(host.Tmpfs ?? {}).map(([path, options]): [string, string] => [
			'Tmpfs',
			options === '' ? path : `${path}:${options}`,
		]),
		...(host.Binds ?? []).map((bind): [string, string] => ['Volume', bind]),
		...Object.keys(config.Volumes ?? {})
			.filter(path => !(path in (inherited.Volumes ?? {})) && !(host.Binds ?? []).some(bind => bindDestination(bind) === path))
			.map((path): [string, string] => ['Volume', path]),
		...Object.entries(host.PortBindings ?? {}).flatMap(([port, wanted]) =>
			(wanted ?? []).map((binding): [string, string] => ['PublishPort', publish(port, binding)]),
		),
		...(['host', 'none'].includes(host.NetworkMode ?? '') ? [['Network', host.NetworkMode ?? ''] as [string, string]] : []),
		...(host.PidsLimit ? [['PidsLimit', String(host.PidsLimit)] as [string, string]] : []),
		...(host.Memory ? [['PodmanArgs', `--memory=${host.Memory}b`] as [string, string]] : []),
		...(host.Privileged ? [['PodmanArgs', '--privileged'] as [string, string]] : []),
		...(config.Healthcheck?.Test?.[0] === 'CMD-SHELL'
			? healthLines(config.Healthcheck.Test[1] ?? '', config.Healthcheck.Interval)
			: []),
	];
	const unit = name.replace(/[^A-Za-z0-9_.-]/g, '_');
	const restart = host.RestartPolicy?.Name ?? '';
	return {
		fileName: `${unit}.container`,
		text: [
			'[Unit]',
			`Description=${value(name)}, hardened`,
			'',
			'[Container]',
			...lines.map(([key, text]) => `${key}=${value(text)}`),
			'',
			...(restart === '' || restart === 'no'
				? []
				: ['[Service]', `Restart=${restart === 'on-failure' ? 'on-failure' : 'always'}`, '']),
			'[Install]',
			'WantedBy=default.target',
			'',
		].join('\n'),
		command: `systemctl --user daemon-reload && systemctl --user start ${unit}.service`,
		warnings: warnings(inspect),
	};
}

/** `%` begins a specifier of systemd and `$` a variable of its command line; a newline would begin another key, control characters are no part of a unit. */
const value = (text: string): string =>
	text
		.replaceAll('%', '%%')
		.replaceAll('$', '$$$$')
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, ' ');

/** C-style quoting of systemd, in which a newline survives. */
function quote(text: string): string {
	if (/^[A-Za-z0-9_@:,./=+-]+$/.test(text)) return text;
	const escaped = text
		.replace(/[\\"]/g, character => `\\${character}`)
		.replaceAll('\n', '\\n')
		.replaceAll('\t', '\\t')
		.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, character =>
			[...Buffer.from(character, 'utf8')].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
		);
	return `"${escaped}"`;
}

/** Podman wants a registry in the name. */
function qualified(image: string): string {
	if (/^(sha256:)?[0-9a-f]{64}$/.test(image) || /^(localhost|[^/]*[.:][^/]*)\//.test(image)) return image;
	return image.includes('/') ? `docker.io/${image}` : `docker.io/library/${image}`;
}

function userLines(user: string): [string, string][] {
	const [name = '0', group] = user.split(':');
	return [['User', name || '0'], ...(group === undefined ? [] : [['Group', group] as [string, string]])];
}

function securityLines(options: readonly string[]): [string, string][] {
	return options.map((text): [string, string] => {
		if (/^no-new-privileges([=:]true)?$/.test(text)) return ['NoNewPrivileges', 'true'];
		if (text === 'seccomp=unconfined') return ['SeccompProfile', 'unconfined'];
		return ['PodmanArgs', `--security-opt=${quote(text)}`];
	});
}

function healthLines(command: string, interval: number | undefined): [string, string][] {
	return [['HealthCmd', command], ...(interval ? [['HealthInterval', goDuration(interval)] as [string, string]] : [])];
}

function warnings(inspect: ContainerInspect): string[] {
	const networks = Object.keys(inspect.NetworkSettings?.Networks ?? {}).filter(
		one => !['bridge', 'host', 'none', 'podman'].includes(one),
	);
	const hidden = (inspect.Config?.Env ?? []).filter(entry => !entry.includes('='));
	return [
		...(hidden.length > 0 ? [`${hidden.join(', ')} are left out: give them by EnvironmentFile= or Secret=`] : []),
		...(networks.length > 0
			? [`its networks (${networks.join(', ')}) are left out: give each a .network unit and a Network= line`]
			: []),
		...((inspect.HostConfig?.Mounts ?? []).length > 0 ? ['mounts in long form are left out: add them as Volume= or Mount='] : []),
		...((inspect.HostConfig?.Devices ?? []).length > 0 ? ['devices are left out: add them as AddDevice='] : []),
	];
}
