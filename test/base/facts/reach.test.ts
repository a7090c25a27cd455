import {describe, expect, it} from 'vitest';
import {isLoopback, isWildcard} from '../../../src/base/facts/addresses.js';
import {isRowReachable} from '../../../src/base/facts/reach.js';

describe('the loopback address', () => {
	it.each(['127.0.0.1', '127.0.0.53', '::1', 'localhost', '::ffff:127.0.0.1', '[::1]', '0:0:0:0:0:0:0:1'])('is %s', address =>
		expect(isLoopback(address)).toBe(true),
	);
	it.each(['', '0.0.0.0', '::', '192.168.1.10', '::10', '::ffff:10.0.0.1', '10.127.0.1'])('is not %j', address =>
		expect(isLoopback(address)).toBe(false),
	);
});

describe('every address', () => {
	it.each(['', '*', '0.0.0.0', '::', '[::]', '::0', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0'])('is %j', address =>
		expect(isWildcard(address)).toBe(true),
	);
	it.each(['127.0.0.1', '::1', '0.0.0.1', '10.0.0.0', 'fe80::', '::ffff:127.0.0.1', '2001:db8::0'])('is not %j', address =>
		expect(isWildcard(address)).toBe(false),
	);
});

describe('another machine reaches a container of the list', () => {
	const published = (IP: string) => ({Id: 'a', Ports: [{IP, PrivatePort: 80, PublicPort: 8080, Type: 'tcp'}]});

	const others = [
		{...published('0.0.0.0'), Id: 'way'},
		{Id: 'dark', Ports: []},
		{Id: 'a', Ports: [], HostConfig: {NetworkMode: 'container:ring'}},
	];

	it.each([
		['on every address', published('0.0.0.0'), true],
		['on one of them', published('192.168.1.10'), true],
		["in the host's network", {Id: 'a', HostConfig: {NetworkMode: 'host'}, Ports: []}, true],
		['not on the loopback address', published('127.0.0.1'), false],
		['not by a port that is only exposed', {Id: 'a', Ports: [{PrivatePort: 80, Type: 'tcp'}]}, false],
		['on every address, which Podman leaves out', {Id: 'a', Ports: [{PrivatePort: 80, PublicPort: 8080, Type: 'tcp'}]}, true],
		["in the host's network, by the name of it alone", {Id: 'a', Ports: [], NetworkSettings: {Networks: {host: {}}}}, true],
		['through the container whose network it joined', {Id: 'a', Ports: [], HostConfig: {NetworkMode: 'container:way'}}, true],
		['not through one that is published nowhere', {Id: 'a', Ports: [], HostConfig: {NetworkMode: 'container:dark'}}, false],
		['not in a ring', {Id: 'ring', Ports: [], HostConfig: {NetworkMode: 'container:a'}}, false],
		['not without ports', {Id: 'a', Ports: null}, false],
	])('%s', (_, row, reachable) => expect(isRowReachable(row, others)).toBe(reachable));
});
