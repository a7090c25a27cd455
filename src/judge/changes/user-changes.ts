import type {ContainerFacts, ImageFacts} from '../../base/index.js';
import {option, type RunOption} from './run-option.js';

/** The `--user` option, where the user does not simply come from the image. */
const typedUser = ({user}: ContainerFacts, image: ImageFacts | null): RunOption[] =>
	user.configured === '' || user.configured === image?.user.configured ? [] : [option('--user', user.configured)];

/** Started as another user. @param uid  as the container sees it, as all that `--user` takes */
export const asUser = (
	container: ContainerFacts,
	image: ImageFacts | null,
	uid: number,
	gid: number | string,
): {readonly remove: readonly RunOption[]; readonly add: readonly RunOption[]} => ({
	remove: typedUser(container, image),
	add: [option('--user', `${uid}:${gid}`)],
});
