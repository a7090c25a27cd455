import {expect, it} from 'vitest';
import {type ImageInspect, known} from '../../../src/base/answers/index.js';
import {imageFacts} from '../../../src/base/facts/index.js';
import {inspect} from './inspect.js';

const id = `sha256:${'b'.repeat(64)}`;
const tagged = {Id: id, RepoTags: ['corp.example/good:1'], RepoDigests: [`corp.example/good@${id}`]};

/** The Image tab of a container whose image was inspected so, on the containerd image store. */
function imageTab(image: ImageInspect): string {
	const {actions, fleet, page} = inspect([{name: 'web'}]);
	const facts = imageFacts(image, {store: known('containerd')});
	const model = fleet.model();
	const entries = model.entries.map(entry => ({...entry, assessed: entry.assessed && {...entry.assessed, image: facts}}));
	fleet.show({...model, entries});
	actions.takeModel(fleet.model());
	actions.open({kind: 'container', id: entries[0]?.id ?? '', tab: 'image'});
	return page();
}

it('says that digests computed from tags show no origin', () =>
	expect(imageTab(tagged).replace(/\s+/g, ' ')).toMatch(/origin .*digests are computed from local names/));

it('shows where the engine recorded a pull, who built and who signed', () => {
	const Signer = {SubjectAlternativeName: 'https://github.com/x/y/z.yml@refs/heads/main', Issuer: 'https://idp.example'};
	const text = imageTab({
		...tagged,
		Identity: {Pull: [{Repository: 'evil.example/web'}], Build: [{Ref: 'yk1'}], Signature: [{Signer}, {Error: 'no such host'}]},
	});
	expect(text).toMatch(/from +evil\.example\/web \(pulled from, or pushed to\)/);
	expect(text).toMatch(/build +yk1/);
	expect(text.replace(/\s+/g, ' ')).toContain(
		'signed by https://github.com/x/y/z.yml@refs/heads/main, identified by https://idp.example',
	);
	expect(text).toMatch(/signature +not verified: no such host/);
	expect(text).not.toMatch(/trusted/i);
});

it('says that nothing was recorded', () =>
	expect(imageTab({...tagged, Identity: null})).toMatch(/origin +no registry: built here, or loaded from a file/));
