import {describe, expect, it} from 'vitest';
import type {ContainerFacts} from '../../../../src/base/facts/index.js';
import {socketOfAddress} from '../../../../src/record/recorder/sources/connected-socket.js';

const mount = (realSource: string, destination: string, runtimeSocket: string | null = '/run/docker.sock') =>
	({realSource, destination, runtimeSocket}) as unknown as ContainerFacts['mounts'][number];
const ofLength = (mounts: readonly ReturnType<typeof mount>[], length: number, own: readonly string[] = []) =>
	socketOfAddress({mounts}, {path: null, length}, own);
const file = [mount('/run/docker.sock', '/var/run/docker.sock')];

describe('the socket of an address', () => {
	it('is the mounted one when its path has that length, with or without a zero byte', () => {
		expect(ofLength(file, 2 + '/var/run/docker.sock'.length)).toBe('/run/docker.sock');
		expect(ofLength(file, 3 + '/run/docker.sock'.length)).toBe('/run/docker.sock');
		expect(ofLength([mount('/run', '/host/run')], 2 + '/host/run/docker.sock'.length)).toBe('/run/docker.sock');
		expect(ofLength([mount('/opt/moved', '/srv/x.sock')], 2 + '/srv/x.sock'.length)).toBe('/run/docker.sock');
	});

	it('is none for an address of the internet, or of the length of a path that the container listens on', () => {
		expect(ofLength(file, 16)).toBeNull();
		expect(ofLength(file, 28)).toBeNull();
		expect(ofLength(file, 2 + '/tmp/own.sock'.length, ['/tmp/own.sock'])).toBeNull();
	});

	it('is unclear where it may be any: a whole address, and another length, which may be that of a link', () => {
		expect(ofLength(file, 110, ['/tmp/own.sock'])).toBe('unclear');
		expect(ofLength(file, 9)).toBe('unclear');
		expect(ofLength([mount('/srv', '/srv', null)], 2 + '/srv/x.sock'.length)).toBe('unclear');
	});

	it('is known by the end of a relative path, and unclear for a path that leads nowhere', () => {
		const ofPath = (path: string) => socketOfAddress({mounts: file}, {path, length: 2 + path.length}, []);
		expect(ofPath('docker.sock')).toBe('/run/docker.sock');
		expect(ofPath('./run//docker.sock')).toBe('/run/docker.sock');
		expect(ofPath('/proc/self/root/x')).toBe('unclear');
		expect(ofPath('/x/run/docker.sock')).toBe('unclear');
	});
});
