// Under the pointer: the nearest point of each curve.
const tip = document.getElementById("tip");
for (const chart of document.querySelectorAll("svg[data-curves]")) {
  const curves = JSON.parse(chart.dataset.curves);
  const cursor = chart.querySelector(".cursor");
  const { width, height } = chart.viewBox.baseVal;
  const nearest = (points, x) => {
    let low = 0, high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle][0] < x) low = middle + 1; else high = middle;
    }
    return low > 0 && x - points[low - 1][0] < points[low][0] - x ? points[low - 1] : points[low];
  };
  chart.addEventListener("pointermove", event => {
    const box = chart.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * width;
    const found = curves.filter(curve => curve.points.length > 0).map(curve => [curve.name, nearest(curve.points, x)]);
    if (found.length === 0) return;
    const at = found.reduce((best, one) => Math.abs(one[1][0] - x) < Math.abs(best[1][0] - x) ? one : best)[1];
    cursor.setAttribute("d", `M${at[0]} 14V${height - 46}`);
    tip.textContent = `epoch ${at[2]}\n` + found.map(([name, point]) => `${name}: ${point[3]}`).join("\n");
    tip.hidden = false;
    const left = event.pageX + 14;
    tip.style.left = `${left + tip.offsetWidth > scrollX + innerWidth ? event.pageX - tip.offsetWidth - 14 : left}px`;
    tip.style.top = `${event.pageY + 14}px`;
  });
  chart.addEventListener("pointerleave", () => { tip.hidden = true; cursor.setAttribute("d", ""); });
}
