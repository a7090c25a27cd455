import {describe, expect, it} from 'vitest';
import {type ImageIdentity, known, unknown} from '../../../src/base/answers/index.js';
import {imageOrigin} from '../../../src/base/facts/image-origin.js';
import {imageStore} from '../../../src/base/facts/image-store.js';

const id = `sha256:${'a'.repeat(64)}`;
const tagged = {Id: id, RepoTags: ['corp.example/good:1'], RepoDigests: [`corp.example/good@${id}`]};

describe('the store of images', () => {
	it.each([
		[[['driver-type', 'io.containerd.snapshotter.v1']], 'containerd'],
		[[['Backing Filesystem', 'extfs']], 'storage-driver'],
		[null, 'storage-driver'],
	])('with DriverStatus %j is %s', (DriverStatus, value) => expect(imageStore('docker', {DriverStatus})).toEqual(known(value)));
	it('is not known without /info, or without that field', () => {
		expect(imageStore('docker', null)).toMatchObject({known: false, reason: {source: 'engine:/info'}});
		expect(imageStore('docker', {})).toMatchObject({known: false});
	});
	it('of Podman is Podman’s own', () => expect(imageStore('podman', null)).toEqual(known('podman')));
});

describe('the origin of an image', () => {
	const store = known('containerd' as const);

	it('is that of the digests with a storage driver', () =>
		expect(imageOrigin(tagged, {store: known('storage-driver')})).toMatchObject({
			known: true,
			value: {shownBy: 'RepoDigests', repositories: tagged.RepoDigests},
		}));
	it.each([
		['the containerd store', {store}, /computed from local names.* not been asked/],
		[
			'an engine that refused',
			{store, identity: unknown('engine:/images/json', 'it speaks 1.45')},
			/computed from local names.*; it speaks 1\.45/,
		],
		['Podman', {store: known('podman' as const)}, /Podman computes digests from local names/],
		['an unknown store', {store: unknown('engine:/info', 'refused')}, /^refused$/],
	])('is not known from the digests of %s', (_, evidence, reason) =>
		expect(imageOrigin(tagged, evidence)).toMatchObject({known: false, reason: {reason: expect.stringMatching(reason)}}),
	);
	it('is unknown where the field of the digests is missing, and none where it is null', () => {
		expect(imageOrigin({Id: id}, {store: known('storage-driver')}).known).toBe(false);
		expect(imageOrigin({Id: id, RepoDigests: null}, {store: known('storage-driver')})).toMatchObject({value: {repositories: []}});
	});
	it('is what the engine recorded, not what the tags say', () => {
		const identity: ImageIdentity = {
			Pull: [{Repository: 'evil.example/web'}],
			Build: [{Ref: 'yk1', CreatedAt: '2026-11-01T00:00:00Z'}],
			Signature: [
				{
					SignatureType: 'bundle-v0.3',
					Signer: {
						SubjectAlternativeName: 'https://github.com/x/y/.github/workflows/z.yml@refs/heads/main',
						Issuer: 'https://idp.example',
					},
				},
				{Error: 'no matching certificate'},
			],
		};
		const expected = {
			shownBy: 'Identity',
			repositories: ['evil.example/web'],
			builds: ['yk1'],
			signatures: [
				{signer: 'https://github.com/x/y/.github/workflows/z.yml@refs/heads/main', issuer: 'https://idp.example', error: null},
				{signer: null, error: 'no matching certificate'},
			],
		};
		expect(imageOrigin(tagged, {store, identity: known(identity)})).toMatchObject({known: true, value: expected});
		expect(imageOrigin({...tagged, Identity: identity}, {store: unknown('engine:/info', 'refused')})).toMatchObject({
			value: expected,
		});
	});
	it('is empty where it recorded nothing', () =>
		expect(imageOrigin(tagged, {store, identity: known(null)})).toMatchObject({
			value: {shownBy: 'Identity', repositories: [], builds: [], signatures: []},
		}));
	it('shows no raw text of a certificate', () => {
		const hostile = 'a\u001b]0;x\u0007\u202eb';
		const origin = imageOrigin(
			{
				...tagged,
				Identity: {Signature: [{Signer: {SubjectAlternativeName: hostile, Issuer: hostile}}], Pull: [{Repository: hostile}]},
			},
			{store},
		);
		expect(JSON.stringify(origin)).not.toMatch(/\\u00(?:1b|07)|\u202e/);
	});
});
