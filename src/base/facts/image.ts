import {type ImageHistoryRow, type ImageIdentity, type ImageInspect, type Known, known, unknown} from '../answers/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {Account} from './accounts.js';
import type {ImageStore} from './engine-facts.js';
import type {FileCapability} from './file-capabilities.js';
import type {ImageFacts, OperatingSystem} from './image-facts.js';
import {historySecrets, historySteps} from './image-history.js';
import {imageOrigin} from './image-origin.js';
import type {ImageScan} from './image-scan.js';
import {hasHealthcheck} from './lifecycle.js';
import {notAsked, number, record, string, strings, text, texts, time} from './read.js';
import {secretFindings} from './secret-findings.js';
import {userFacts} from './user.js';

/** What is asked for on demand, who uses the image, and where the engine stores images. */
export type ImageExtras = {
	readonly store?: Known<ImageStore>;
	/** See `OriginEvidence`. */
	readonly identity?: Known<ImageIdentity | null> | undefined;
	readonly history?: Known<readonly ImageHistoryRow[]>;
	/** Ids of the containers that use it. */
	readonly usedBy?: readonly string[];
	readonly os?: Known<OperatingSystem>;
	readonly accounts?: Known<readonly Account[]>;
	readonly setuidFiles?: Known<readonly SafeText[]>;
	readonly setgidFiles?: Known<readonly SafeText[]>;
	readonly fileCapabilities?: Known<readonly FileCapability[]>;
	readonly scan?: Known<ImageScan>;
};

/** The effective state of one image. @param extras  what is fetched on demand: history, files, operating system */
export function imageFacts(inspect: ImageInspect, extras: ImageExtras = {}): ImageFacts {
	const config = inspect.Config ?? {};
	const accounts = extras.accounts ?? unknown('image:/etc/passwd', notAsked);
	const history = extras.history ?? unknown('engine:/images/history', notAsked);
	const store = extras.store ?? unknown('engine:/info', 'the engine did not report where it stores images');
	return {
		id: text(inspect.Id),
		tags: texts(inspect.RepoTags).filter(tag => tag !== '<none>:<none>'),
		digests: (Array.isArray(inspect.RepoDigests) ? texts(inspect.RepoDigests) : []).filter(
			digest => !digest.startsWith('<none>'),
		),
		origin: imageOrigin(inspect, {store, identity: extras.identity}),
		createdAt: realTime(inspect.Created),
		size: number(inspect.Size),
		architecture: sanitise([string(inspect.Architecture), string(inspect.Variant)].filter(part => part !== '').join('/')),
		user: userFacts(config.User, null, accounts.known ? accounts.value : null),
		hasHealthcheck: hasHealthcheck(config),
		exposedPorts: Object.keys(record(config.ExposedPorts)).map(sanitise),
		volumes: Object.keys(record(config.Volumes)).map(sanitise),
		secrets: [...secretFindings(config), ...(history.known ? historySecrets(history.value) : [])],
		layers: strings(inspect.RootFS?.Layers).length,
		usedBy: extras.usedBy ?? [],
		history: history.known ? known(historySteps(history.value)) : history,
		os: extras.os ?? unknown('engine:/archive', notAsked),
		accounts,
		setuidFiles: extras.setuidFiles ?? unknown('image:files', notAsked),
		setgidFiles: extras.setgidFiles ?? unknown('image:files', notAsked),
		fileCapabilities: extras.fileCapabilities ?? unknown('image:files', notAsked),
		scan:
			extras.scan ?? unknown('scan', 'this image has not been scanned here: run dockscope scan, or scan it in the terminal UI'),
		raw: {inspect, history: history.known ? history.value : null},
	};
}

/** Reproducible builds have the date 1970, or 1980 where zip files are involved: these give no age. */
function realTime(created: unknown): string | null {
	const given = time(created);
	return given !== null && Number(given.slice(0, 4)) > 1980 ? given : null;
}

/** The fields of /etc/os-release, `null` when it does not name a system. @source os-release(5) */
export function parseOsRelease(content: string): OperatingSystem | null {
	const fields = new Map<string, string>();
	for (const line of content.split('\n')) {
		const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
		if (name !== undefined && value !== undefined) fields.set(name, value.replace(/^(["'])(.*)\1$/, '$2'));
	}
	const id = text(fields.get('ID'));
	if (id === '') return null;
	const versionId = text(fields.get('VERSION_ID'));
	return {id, versionId: versionId === '' ? null : versionId, prettyName: text(fields.get('PRETTY_NAME')) || id};
}
