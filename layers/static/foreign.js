// Put into a page only beside layers of folium that are not ours. folium's
// popups make their content with jQuery, which this page does not hold: this
// is the little of it that they call. What folium writes into a popup is
// parsed as HTML here, as folium means it to be; the page's policy keeps
// scripts and handlers in it from running.

window.$ ||= (target) => {
  if (typeof target !== "string") return { ready: (callback) => callback() };
  const template = document.createElement("template");
  template.innerHTML = target;
  return [...template.content.children];
};
