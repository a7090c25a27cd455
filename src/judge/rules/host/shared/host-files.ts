import {type HostFacts, known, sanitise, trusted} from '../../../../base/index.js';
import {cannotTell, notApplicable} from '../../rule.js';
import {exampleFile, exampleFiles, fileAt, fileFrom, type HostFile} from './host-file.js';

/** What Podman neither has nor reads, though the host may have it for another engine. */
const dockerOnly = (file: HostFile): HostFile => ({
	...file,
	find: scope => (scope.engine.kind === 'podman' ? {none: notApplicable(`Podman does not use ${file.name}`)} : file.find(scope)),
});

/** A file or directory that is always at the same place. */
export const atPath = (path: string): HostFile => dockerOnly(atPathForBoth(path));

/** One that Podman reads too. */
export const atPathForBoth = (path: string): HostFile => ({
	name: path,
	find: ({host}) => fileAt(host, path),
	example: file => exampleFiles(path, file),
});

/** The unit file in force. */
export const unit = (name: 'docker.service' | 'docker.socket' | 'containerd.service'): HostFile =>
	dockerOnly({
		name: `the ${name} unit`,
		find: ({host}) => fileFrom(host, host.units[name], `there is no active ${name}: it is missing or masked`),
		example: file => ({
			units: {[name]: trusted(`/usr/lib/systemd/system/${name}`)},
			...exampleFiles(`/usr/lib/systemd/system/${name}`, file),
		}),
	});

/**
 * A program of the engine, where this host really has it. No engine runs without dockerd and containerd: where these were not found, they
 * are somewhere else, and so are the others.
 */
export function binary(name: string): HostFile {
	const file: HostFile = {
		name: `the ${name} binary`,
		find: ({host, engine}) => {
			const path = host.binaries[name];
			const isElsewhere = engine.kind !== 'podman' && ['dockerd', 'containerd'].some(one => host.binaries[one] === undefined);
			return path === undefined && isElsewhere && host.unseen === null
				? {none: cannotTell({source: 'host:programs', reason: `${name} was not found in the usual directories`})}
				: fileFrom(host, path ?? null, `this host has no ${name}`);
		},
		example: file => ({binaries: {[name]: trusted(`/usr/bin/${name}`)}, ...exampleFiles(`/usr/bin/${name}`, file)}),
	};
	// Both start containers by it.
	return name === 'runc' ? file : dockerOnly(file);
}

export const engineSocket: HostFile = {
	name: "the engine's socket",
	find: ({host}) => fileFrom(host, host.socketPath, 'dockscope is not connected through a unix socket'),
	example: file => ({
		socketPath: trusted('/run/docker.sock'),
		...exampleFiles('/run/docker.sock', {mode: 0o660, kind: 'socket', ...file}),
	}),
};

/** Docker always has one. Only root can look below the exec root, and only dockerd's options say where else it may be. */
export const containerdSocket: HostFile = dockerOnly({
	name: "containerd's socket",
	find: ({host}) => {
		if (host.unseen !== null) return {none: cannotTell(host.unseen)};
		if (host.containerdSocket !== null) return fileAt(host, host.containerdSocket);
		const where = host.daemon.known ? 'it is at none of the usual paths' : host.daemon.reason.reason;
		return {none: cannotTell({source: 'host:containerd', reason: `containerd's socket was not found: ${where}`})};
	},
	example: file => ({
		containerdSocket: trusted('/run/containerd/containerd.sock'),
		...exampleFiles('/run/containerd/containerd.sock', {mode: 0o660, kind: 'socket', ...file}),
	}),
});

export const dataRoot: HostFile = {
	name: "the engine's data root",
	find: ({host}) => fileFrom(host, host.dataRoot, 'the engine did not report its data root'),
	example: file => ({
		dataRoot: trusted('/var/lib/docker'),
		...exampleFiles('/var/lib/docker', {mode: 0o710, kind: 'directory', ...file}),
	}),
};

/** The file that this dockerd reads, which `--config-file` may have moved. */
export const configurationFile: HostFile = {
	name: "the engine's configuration file",
	find: ({host, engine}) => {
		if (host.unseen !== null) return {none: cannotTell(host.unseen)};
		if (engine.kind === 'podman') return {none: notApplicable('Podman has no daemon with a configuration file')};
		return host.daemon.known ? fileAt(host, host.daemon.value.path) : {none: cannotTell(host.daemon.reason)};
	},
	example: file => ({daemon: exampleDaemon({}), ...exampleFiles('/etc/docker/daemon.json', file)}),
};

/** A certificate or key of the TLS API, by the option that names it. */
export const tlsFile = (option: 'tlscacert' | 'tlscert' | 'tlskey', name: string): HostFile => ({
	name,
	find: ({host, engine}) => {
		if (host.unseen !== null) return {none: cannotTell(host.unseen)};
		if (engine.kind === 'podman') return {none: notApplicable('Podman has no daemon with a TLS API')};
		if (!host.daemon.known) return {none: cannotTell(host.daemon.reason)};
		const path = host.daemon.value.options[option];
		return typeof path === 'string' ? fileAt(host, path) : {none: notApplicable(`the engine runs without ${option}`)};
	},
	example: file => ({
		daemon: exampleDaemon({[option]: `/etc/docker/tls/${option}.pem`}),
		...exampleFiles(`/etc/docker/tls/${option}.pem`, {mode: 0o400, ...file}),
	}),
});

/** The daemon of an example, with its options. */
export const exampleDaemon = (options: Readonly<Record<string, unknown>>): HostFacts['daemon'] =>
	known({
		path: trusted('/etc/docker/daemon.json'),
		fileExists: true,
		options,
		binary: trusted('/usr/bin/dockerd'),
		pid: 812,
		uid: 0,
	});

/** Certificates of registries in an example. */
export const exampleCertificate = (name: string, file: Parameters<typeof exampleFile>[1]): Pick<HostFacts, 'certificates'> => ({
	certificates: known([exampleFile(sanitise(`/etc/docker/certs.d/registry.example/${name}`), file)]),
});
