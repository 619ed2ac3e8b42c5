// Draw a part again only if what it was given differs in content: views come whole, so identity says nothing.

import { Component, h } from "preact";

/**
 * @template P @param {(props: P) => any} part
 * @returns {(props: P) => any}
 */
export function memo(part) {
  class Memo extends Component {
    /** @param {any} next */
    shouldComponentUpdate(next) {
      if (next.children !== undefined || this.props.children !== undefined) return true;
      return JSON.stringify(next) !== JSON.stringify(this.props);
    }

    render() {
      return h(/** @type {any} */ (part), /** @type {any} */ (this.props));
    }
  }
  return /** @type {any} */ (Memo);
}
