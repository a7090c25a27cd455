import {createHash} from 'node:crypto';
import {Readable} from 'node:stream';
import {fileOf} from '../../../src/base/archives/archive-files.js';
import {privilegedFilesOfImage} from '../../../src/base/archives/image-privileged-files.js';
import * as shapes from '../../../src/base/engine/answer-shapes.js';
import {pathStatOf} from '../../../src/base/engine/container-questions.js';
import {parseAddress, reachOf, showAddress} from '../../../src/base/engine/endpoint/address.js';
import {contextAddress, contextNames, currentContext} from '../../../src/base/engine/endpoint/docker-context.js';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {normaliseEvent, readEngineEvents} from '../../../src/base/engine/follow-events.js';
import {isOlder, offeredVersion, versionPrefix} from '../../../src/base/engine/session.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {readEvent} from '../../../src/record/recorder/events/event-meaning.js';
import {readRecorded} from '../../base/facts/recorded.js';
import {savedImage, tarOf} from '../../scan/support/saved-image.js';
import {ofBytes, ofJson, ofText, type Parser} from '../parser.js';
import {inPieces, scratchFolder} from './folder.js';
import {repairTar} from './tar.js';

/** A reader whose archives hold these bytes. */
function sending(bytes: Uint8Array): EngineReader {
	const archive = async () => Readable.from(inPieces(bytes));
	return {archive, saveImage: archive} satisfies Pick<EngineReader, 'archive' | 'saveImage'> as unknown as EngineReader;
}

const endpoint = trusted('unix:///run/docker.sock');
const docker = readRecorded('docker-26.1.5-fleet.json');
const podman = readRecorded('podman-5.4.2-fleet.json');

const events = [
	'{"status":"start","id":"ab12","from":"web:1","Type":"container","Action":"start","Actor":{"ID":"ab12","Attributes":{"image":"web:1","name":"web"}},"scope":"local","time":1764322800,"timeNano":1764322800000000000}',
	'{"Type":"container","Action":"exec_create: sh -c id","Actor":{"ID":"ab12","Attributes":{"execID":"e1","name":"web"}},"time":1764322801}',
	'{"Name":"web","Status":"died","Time":"2026-11-28T09:00:00Z","Type":"container","ID":"cd34","Attributes":{"podId":"","exitCode":"137"}}',
];
const eventTokens = ['"Action":', '"Actor":', '"time":1e300', '"timeNano":', 'exec_create: ', '{}', '\n', 'null'];

const configuration = scratchFolder();
const context = createHash('sha256').update('prod').digest('hex');

const tar = await tarOf([
	{path: 'etc/', type: 'directory'},
	{path: 'etc/passwd', content: 'root:x:0:0::/root:/bin/sh\n'.repeat(30)},
	{path: 'etc/link', type: 'symlink', linkname: 'passwd'},
	{path: `${'deep/'.repeat(40)}file`, content: 'x'},
]);

/** What the engine, its host's Docker configuration and its streams say. */
export const engineParsers: readonly Parser[] = [
	ofText(
		'engine-address',
		['unix:///run/docker.sock', 'tcp://10.0.0.1:2376', 'ssh://me@build.example:22/run/x.sock', 'http://[::1]:2375', 'host:1'],
		text => {
			const parsed = parseAddress(text, trusted('--host'), null);
			return [showAddress(parsed), reachOf(parsed)];
		},
		{
			throws: [EngineError],
			tokens: ['unix://', 'tcp://', 'ssh://', 'https://', '%zz', '%00', '%2d', '[::1]', ':0', '@', '-oProxyCommand=x'],
		},
	),
	ofText(
		'docker-config',
		['{"currentContext": "prod", "auths": {}}', '{"credsStore": "desktop"}', '{}'],
		async text => {
			configuration.write('config.json', text);
			return (await currentContext(configuration.root)) === null;
		},
		{throws: [EngineError]},
	),
	ofText(
		'docker-context',
		[
			'{"Name":"prod","Metadata":{"Description":"x"},"Endpoints":{"docker":{"Host":"tcp://10.0.0.1:2376","SkipTLSVerify":true}}}',
			'{"Name":"prod","Endpoints":{"docker":{"Host":"ssh://me@host"}}}',
		],
		async text => {
			configuration.write(`contexts/meta/${context}/meta.json`, text);
			await contextNames(configuration.root);
			return showAddress(await contextAddress(configuration.root, 'prod'));
		},
		{throws: [EngineError], tokens: ['"Endpoints":', '"docker":', '"Host":', 'unix://', 'tcp://']},
	),
	ofText(
		'engine-api-version',
		['1.45', '1.24', '1.9'],
		text => [versionPrefix(offeredVersion(endpoint, text)), isOlder('1.44', text)],
		{
			throws: [EngineError],
		},
	),
	ofText(
		'engine-events',
		[`${events.join('\n')}\n`, `${events[0]}\n`],
		async text => {
			const lines: unknown[] = [];
			const pieces = Readable.from(inPieces(Buffer.from(text), 4000));
			for await (const event of readEngineEvents(endpoint, pieces)) lines.push(readEvent(event));
			return lines;
		},
		{throws: [EngineError], tokens: eventTokens},
	),
	ofJson(
		'engine-event',
		events.map(event => JSON.parse(event)),
		event => (typeof event === 'object' && event !== null ? readEvent(normaliseEvent(event)) : null),
		{tokens: ['Action', 'exec_start: rm -rf', 'oom', 'exitCode', 'podId']},
	),
	ofJson(
		'engine-answers',
		[docker.version, docker.info, docker.containers[0]?.inspect, docker.containers[3]?.top, docker.images[0]?.inspect].flatMap(
			answer => answer ?? [],
		),
		answer => {
			const refusals: string[] = [];
			for (const check of Object.values(shapes)) {
				try {
					check(endpoint, answer);
				} catch (error) {
					if (!(error instanceof EngineError)) throw error;
					refusals.push(error.message);
				}
			}
			return refusals;
		},
	),
	ofJson(
		'engine-lists',
		[
			docker.networks,
			docker.volumes,
			podman.networks,
			docker.images[0]?.history,
			[{Id: 'ab', Names: ['/web'], State: 'running'}],
		],
		answer => {
			for (const check of [
				shapes.readNetworkRows,
				shapes.readVolumeRows,
				shapes.readHistoryRows,
				shapes.readContainerRows,
				shapes.readImageRows,
			]) {
				try {
					check(endpoint, answer);
				} catch (error) {
					if (!(error instanceof EngineError)) throw error;
				}
			}
			return null;
		},
	),
	ofText(
		'engine-path-stat',
		['{"name":"passwd","size":1200,"mode":420,"mtime":"2026-01-01T00:00:00Z","linkTarget":""}'],
		text => pathStatOf(endpoint, {headers: {'x-docker-container-path-stat': Buffer.from(text).toString('base64')}}).mode,
		{throws: [EngineError]},
	),
	ofBytes('archive-file', [tar], bytes => fileOf(sending(bytes), 'id', '/etc/passwd').then(text => text?.length ?? null), {
		throws: [EngineError],
		repair: repairTar,
	}),
	ofBytes('archive-setuid', [await savedImage([tar], 'oci'), tar], bytes => privilegedFilesOfImage(sending(bytes), 'id'), {
		throws: [EngineError],
		repair: repairTar,
	}),
];
