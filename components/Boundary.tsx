import {Text} from 'ink';
import {Component, type ReactNode} from 'react';
import {noteUnforeseen, sanitise} from '../src/base/index.js';

type BoundaryProps = {
	/** Name of the content, used in the reason. */
	readonly what: string;
	/** A new value retries what failed: the next page, or the same with other lines. */
	readonly of: unknown;
	readonly children: ReactNode;
};
type BoundaryState = {readonly reason: string | null; readonly of: unknown};

/** A part of the screen that fails to render becomes one line with the reason; the rest of the screen, and the keys, keep working. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
	override state: BoundaryState = {reason: null, of: this.props.of};

	static getDerivedStateFromError(): Partial<BoundaryState> {
		return {reason: ''};
	}

	static getDerivedStateFromProps({of}: BoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
		return of === state.of ? null : {reason: null, of};
	}

	override componentDidCatch(error: Error) {
		this.setState({reason: noteUnforeseen(this.props.what, error)});
	}

	override render() {
		const {reason} = this.state;
		return reason === null ? this.props.children : <Text wrap="truncate-end">{sanitise(` ${reason}`)}</Text>;
	}
}
