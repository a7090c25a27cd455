import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {builtInPolicy} from '../../src/judge/policy/built-in-policy.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

const policy = {...builtInPolicy, settings: {...builtInPolicy.settings, allowedRegistries: ['corp.example']}};

/** An image that was imported here, and tagged as if it came from an allowed registry: what its inspect says, and the rules. */
async function judged(socketPath: string, id: string) {
	const reader = createReader({kind: 'unix', socketPath});
	const fleet = openFleet(reader, {policy, unwatched: true});
	await fleet.start();
	const {verdicts, entries, engine} = fleet.model();
	const image = await reader.image(id);
	const identity = reader.identity(id).then(
		() => 'answered',
		(error: Error) => error.message,
	);
	const found = {
		store: engine?.imageStore,
		digests: image.RepoDigests,
		identity: await identity,
		rules: Object.fromEntries(
			[...verdicts, ...(entries[0]?.assessed?.verdicts ?? [])]
				.filter(({rule}) => /^(image-unverified|image-registry|container-registry)$/.test(rule))
				.map(({rule, verdict, reasons}) => [rule, [verdict, ...reasons.map(({reason}) => reason)]]),
		),
	};
	fleet.close();
	return found;
}

const container = ['create', '--network', 'none', 'corp.example/good:1', 'true'];
const pretends = [expect.stringMatching(/^corp\.example\/good@sha256:/)];

describe.skipIf((await whyNoEngine()) !== null)('an image that was never pulled, on a real Docker Engine', () => {
	let engine: PrivateEngine | undefined;
	afterAll(() => engine?.stop());

	async function imported(store: 'containerd' | 'storage-driver'): Promise<PrivateEngine> {
		await engine?.stop();
		engine = await startPrivateEngine({daemonJson: {features: {'containerd-snapshotter': store === 'containerd'}}});
		await engine.docker('tag', await busyboxImage(engine, {name: 'evil:1'}), 'corp.example/good:1');
		await engine.docker('rmi', 'evil:1');
		await engine.docker(...container);
		return engine;
	}

	it('has a digest of any name that it is given with the containerd store, which shows nothing', async () => {
		const {socketPath} = await imported('containerd');
		const reason = expect.stringMatching(/digests are computed from local names.*API 1\.53 or newer/);
		expect(await judged(socketPath, 'corp.example/good:1')).toMatchObject({
			store: {known: true, value: 'containerd'},
			digests: pretends,
			identity: expect.stringContaining('API 1.53 or newer'),
			rules: {
				'image-unverified': ['unknown', reason],
				'image-registry': ['unknown', reason],
				'container-registry': ['unknown', reason],
			},
		});
	});

	it('has none with a storage driver, which shows that it was not pulled', async () => {
		const {socketPath} = await imported('storage-driver');
		expect(await judged(socketPath, 'corp.example/good:1')).toMatchObject({
			store: {known: true, value: 'storage-driver'},
			digests: [],
			rules: {'image-unverified': ['fail'], 'image-registry': ['fail'], 'container-registry': ['fail']},
		});
	});
});

describe.skipIf((await whyNoPodman()) !== null)('an image that was never pulled, on a real Podman', () => {
	let engine: PrivatePodman;
	beforeAll(async () => {
		engine = await startPodman();
		await busyboxImage({docker: (...args) => engine.docker(...args)}, {name: 'evil:1'});
		await engine.podman('tag', 'evil:1', 'corp.example/good:1');
		await engine.docker(...container);
	});
	afterAll(() => engine?.stop());

	it('has a digest of any name that it is given, which shows nothing', async () => {
		const reason = expect.stringContaining('Podman computes digests from local names');
		const found = await judged(engine.socketPath, 'corp.example/good:1');
		expect(found.digests).toEqual(expect.arrayContaining(pretends));
		expect(found).toMatchObject({
			store: {known: true, value: 'podman'},
			rules: {
				'image-unverified': ['unknown', reason],
				'image-registry': ['unknown', reason],
				'container-registry': ['unknown', reason],
			},
		});
	});
});
